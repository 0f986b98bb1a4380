import ConvEngine
@main struct Convoy { static func main() throws {
 for l in InstructionSet.available {
  let (peak, m) = try EngineBenchmark.kernels(l)
  print(l, peak); for k in m { print(k.shape, k.pass, k.gigaflops, k.shareOfPeak) }
 }
 for t in [1, 2] { for tr in [true, false] { for b in [1, 32, 128] {
   print("threads", t, tr ? "train":"infer", b, try EngineBenchmark.throughput(EngineBenchmark.tutorial, batch: b, isTraining: tr, execution: ExecutionOptions(threads: t)))
 }}}
}}
