/// The version of this program.
package let convoyVersion = "0.1.0"

/// The version of the compiler this program was built with; "6.5+" for one newer than this table.
package let compilerVersion: String = {
  // Source text can only ask whether its compiler is at least of a version, so it is looked up.
  #if compiler(>=6.5)
    "6.5+"
  #elseif compiler(>=6.4.6)
    "6.4.6"
  #elseif compiler(>=6.4.5)
    "6.4.5"
  #elseif compiler(>=6.4.4)
    "6.4.4"
  #elseif compiler(>=6.4.3)
    "6.4.3"
  #elseif compiler(>=6.4.2)
    "6.4.2"
  #elseif compiler(>=6.4.1)
    "6.4.1"
  #elseif compiler(>=6.4)
    "6.4"
  #elseif compiler(>=6.3.6)
    "6.3.6"
  #elseif compiler(>=6.3.5)
    "6.3.5"
  #elseif compiler(>=6.3.4)
    "6.3.4"
  #elseif compiler(>=6.3.3)
    "6.3.3"
  #elseif compiler(>=6.3.2)
    "6.3.2"
  #elseif compiler(>=6.3.1)
    "6.3.1"
  #elseif compiler(>=6.3)
    "6.3"
  #elseif compiler(>=6.2.6)
    "6.2.6"
  #elseif compiler(>=6.2.5)
    "6.2.5"
  #elseif compiler(>=6.2.4)
    "6.2.4"
  #elseif compiler(>=6.2.3)
    "6.2.3"
  #elseif compiler(>=6.2.2)
    "6.2.2"
  #elseif compiler(>=6.2.1)
    "6.2.1"
  #else
    "6.2"
  #endif
}()
