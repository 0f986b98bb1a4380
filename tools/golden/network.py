"""A network described as the engine describes it, computed by PyTorch.

pip install torch==2.13.0+cpu numpy safetensors keras==3.15.1
    (--extra-index-url https://download.pytorch.org/whl/cpu)

N images, H×W positions, C channels. Images are [N, H, W, C], convolution kernels [height, width,
in, out], dense kernels [in, out]; PyTorch's own order appears inside the functions below only.
"""

import math

import torch
from torch.nn import functional

ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": functional.relu,
    "leaky_relu": lambda x: functional.leaky_relu(x, 0.2),
    "gelu": lambda x: functional.gelu(x, approximate="none"),
    "silu": functional.silu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
}


def border(size: int, window: int, stride: int, padding, axis: int) -> tuple[int, int]:
    """What is added before and after one axis; "same" as TensorFlow: the odd one goes after."""
    if padding == "valid":
        return 0, 0
    if padding == "same":
        total = max((math.ceil(size / stride) - 1) * stride + window - size, 0)
        return total // 2, total - total // 2
    return padding[axis], padding[axis]


def padded(x: torch.Tensor, window, stride, padding, value: float) -> torch.Tensor:
    """x [N, C, H, W] with the border the window needs."""
    top, bottom = border(x.shape[2], window[0], stride[0], padding, 0)
    left, right = border(x.shape[3], window[1], stride[1], padding, 1)
    return functional.pad(x, (left, right, top, bottom), value=value)


def conv(x: torch.Tensor, spec: dict, kernel: torch.Tensor, bias) -> torch.Tensor:
    x = padded(x.permute(0, 3, 1, 2), spec["kernel"], spec["stride"], spec["padding"], 0)
    y = functional.conv2d(x, kernel.permute(3, 2, 0, 1), bias, stride=spec["stride"])
    return ACTIVATIONS[spec["activation"]](y.permute(0, 2, 3, 1))


def max_pool(x: torch.Tensor, spec: dict) -> torch.Tensor:
    x = padded(x.permute(0, 3, 1, 2), spec["size"], spec["stride"], spec["padding"], -math.inf)
    return functional.max_pool2d(x, spec["size"], spec["stride"]).permute(0, 2, 3, 1)


def average_pool(x: torch.Tensor, spec: dict) -> torch.Tensor:
    """The mean of the positions inside the image: padding does not count."""

    def window_sum(values: torch.Tensor) -> torch.Tensor:
        values = padded(values, spec["size"], spec["stride"], spec["padding"], 0)
        return functional.avg_pool2d(values, spec["size"], spec["stride"], divisor_override=1)

    x = x.permute(0, 3, 1, 2)
    return (window_sum(x) / window_sum(torch.ones_like(x))).permute(0, 2, 3, 1)


def dense(x: torch.Tensor, spec: dict, kernel: torch.Tensor, bias) -> torch.Tensor:
    y = x @ kernel
    return ACTIVATIONS[spec["activation"]](y if bias is None else y + bias)


def named(layers: list[dict]):
    """Each layer as (name, kind, spec): conv_1, conv_2, dense_1, … counted per kind."""
    counts: dict[str, int] = {}
    for layer in layers:
        (kind, spec), = layer.items()
        counts[kind] = counts.get(kind, 0) + 1
        yield f"{kind}_{counts[kind]}", kind, spec


def forward(x: torch.Tensor, layers: list[dict], parameters: dict) -> torch.Tensor:
    """The logits [N, classes] of x [N, H, W, C]."""
    for name, kind, spec in named(layers):
        match kind:
            case "conv":
                x = conv(x, spec, parameters[f"{name}.kernel"], parameters.get(f"{name}.bias"))
            case "dense":
                x = dense(x, spec, parameters[f"{name}.kernel"], parameters.get(f"{name}.bias"))
            case "max_pool":
                x = max_pool(x, spec)
            case "average_pool":
                x = average_pool(x, spec)
            case "global_average_pool":
                x = x.mean(dim=(1, 2))
            case "flatten":
                x = x.flatten(1)
            case "activation":
                x = ACTIVATIONS[spec](x)
    return x


def initial_parameters(
    input_shape: list[int], layers: list[dict], generator: torch.Generator, bias_limit: float
) -> dict[str, torch.Tensor]:
    """Glorot-uniform kernels, biases uniform in ±bias_limit, under the engine's names."""
    parameters: dict[str, torch.Tensor] = {}

    def uniform(shape: list[int], limit: float) -> torch.Tensor:
        return (torch.rand(shape, generator=generator) * 2 - 1) * limit

    x = torch.zeros(1, *input_shape)
    for name, kind, spec in named(layers):
        if kind in ("conv", "dense"):
            window = spec.get("kernel", [])
            outputs = spec["depth"] if kind == "conv" else spec["units"]
            shape = [*window, x.shape[-1], outputs]
            limit = math.sqrt(6 / (math.prod(window) * (x.shape[-1] + outputs)))
            parameters[f"{name}.kernel"] = uniform(shape, limit)
            if spec["bias"]:
                parameters[f"{name}.bias"] = uniform([outputs], bias_limit)
        own = {key.replace(name, f"{kind}_1"): value for key, value in parameters.items()
               if key.startswith(f"{name}.")}
        x = forward(x, [{kind: spec}], own)
    return parameters


def loss(logits: torch.Tensor, labels: torch.Tensor, label_smoothing: float) -> torch.Tensor:
    """Softmax cross-entropy in nats, the mean over the batch."""
    return functional.cross_entropy(logits, labels, label_smoothing=label_smoothing)
