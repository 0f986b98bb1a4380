"""The golden cases: small networks that together use every layer and option of the engine.

pip install torch==2.13.0+cpu numpy safetensors keras==3.15.1
    (--extra-index-url https://download.pytorch.org/whl/cpu)
"""

ACTIVATIONS = ["linear", "relu", "leaky_relu", "gelu", "silu", "tanh", "sigmoid"]


def conv(depth, kernel=(3, 3), stride=(1, 1), padding="same", bias=True, activation="relu"):
    return {"conv": {
        "depth": depth, "kernel": list(kernel), "stride": list(stride),
        "padding": padding if isinstance(padding, str) else list(padding),
        "bias": bias, "activation": activation}}


def pool(kind, size, stride=None, padding="valid"):
    return {f"{kind}_pool": {
        "size": list(size), "stride": list(stride or size),
        "padding": padding if isinstance(padding, str) else list(padding)}}


def dense(units, bias=True, activation="linear"):
    return {"dense": {"units": units, "bias": bias, "activation": activation}}


def sgd(learning_rate=0.05, momentum=0.0, nesterov=False, weight_decay=0.0):
    return {"sgd": {"learning_rate": learning_rate, "momentum": momentum, "nesterov": nesterov,
                    "weight_decay": weight_decay}}


def adam(learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7, weight_decay=0.0):
    return {"adam": {"learning_rate": learning_rate, "beta1": beta1, "beta2": beta2,
                     "epsilon": epsilon, "weight_decay": weight_decay}}


def adamw(weight_decay=0.004, **settings):
    return {"adamw": adam(weight_decay=weight_decay, **settings)["adam"]}


def activation(function):
    return {"activation": function}


FLATTEN = {"flatten": {}}
GLOBAL_AVERAGE = {"global_average_pool": {}}


def case(input, *layers, batch=3, label_smoothing=0.0, optimizer=None):
    return {"input": list(input), "batch": batch, "layers": list(layers),
            "loss": {"label_smoothing": label_smoothing}, "optimizer": optimizer or sgd()}


def one_conv(input, depth, kernel, stride=(1, 1), padding="same"):
    """One convolution before a dense layer of four classes."""
    return case(input, conv(depth, kernel, stride, padding), FLATTEN, dense(4))


def channels(inputs, depth):
    """`inputs` channels to `depth`, then on to three: a depth is also a channel count."""
    return case((6, 7, inputs), conv(depth), conv(3, padding="valid", activation="tanh"), FLATTEN,
                dense(4))


def pooled(*pools, input=(7, 6, 3), batch=3):
    """Convolutions before pools see both signs, so a border of zeros would be noticed."""
    return case(input, conv(5, activation="linear"), *pools, FLATTEN, dense(4), batch=batch)


def optimized(optimizer):
    return case((6, 6, 3), conv(5), pool("max", (2, 2)), FLATTEN, dense(7, activation="tanh"),
                dense(4), batch=4, optimizer=optimizer)


CASES = {
    # The functions, inside layers and as layers.
    **{f"activation_{name}": case(
        (5, 6, 2), conv(4, activation=name), FLATTEN, dense(6, activation=name), dense(4))
        for name in ACTIVATIONS},
    "activation_layers": case(
        (5, 5, 2), conv(4, activation="linear"), activation("gelu"),
        conv(3, activation="linear"), activation("leaky_relu"), FLATTEN,
        dense(6), activation("silu"), dense(4)),

    # Kernels, strides and padding.
    "conv_1x1": one_conv((5, 6, 3), 5, (1, 1)),
    "conv_3x3_same": one_conv((6, 5, 3), 5, (3, 3)),
    "conv_3x3_valid": one_conv((6, 5, 3), 5, (3, 3), padding="valid"),
    "conv_2x2_same": one_conv((5, 6, 3), 5, (2, 2)),
    "conv_2x2_valid": one_conv((5, 6, 3), 5, (2, 2), padding="valid"),
    "conv_4x4_same": one_conv((7, 6, 3), 5, (4, 4)),
    "conv_5x5_same": one_conv((8, 7, 3), 6, (5, 5)),
    "conv_1x5_same": one_conv((6, 8, 3), 5, (1, 5)),
    "conv_5x3_stride_2x3_padding_1x2_depth_7": one_conv((11, 13, 3), 7, (5, 3), (2, 3), (1, 2)),
    "conv_3x3_same_stride_2_odd": one_conv((7, 9, 3), 5, (3, 3), (2, 2)),
    "conv_3x3_same_stride_2_even": one_conv((8, 6, 3), 5, (3, 3), (2, 2)),
    "conv_4x4_same_stride_2_odd": one_conv((9, 7, 2), 5, (4, 4), (2, 2)),
    "conv_4x4_same_stride_2_even": one_conv((8, 10, 2), 5, (4, 4), (2, 2)),
    "conv_2x2_same_stride_2_odd": one_conv((7, 5, 3), 5, (2, 2), (2, 2)),
    "conv_3x2_same_stride_3x2": one_conv((10, 9, 3), 5, (3, 2), (3, 2)),
    "conv_1x1_same_stride_2": one_conv((7, 8, 3), 5, (1, 1), (2, 2)),
    "conv_2x2_valid_stride_3": one_conv((9, 10, 3), 5, (2, 2), (3, 3), "valid"),
    "conv_3x3_valid_stride_2_leftover": one_conv((8, 6, 3), 5, (3, 3), (2, 2), "valid"),
    "conv_2x2_padding_2x3_beyond_kernel": one_conv((5, 4, 3), 5, (2, 2), padding=(2, 3)),
    "conv_7x7_same_beyond_input": one_conv((4, 5, 2), 5, (7, 7)),
    "conv_kernel_of_input_size": one_conv((5, 4, 3), 6, (5, 4), padding="valid"),
    "conv_3x3_padding_1_stride_2": one_conv((8, 7, 3), 5, (3, 3), (2, 2), (1, 1)),
    "conv_no_bias": case((6, 5, 3), conv(5, bias=False), FLATTEN, dense(4, bias=False)),
    "conv_second_strided": case(
        (9, 8, 3), conv(6), conv(5, (3, 3), (2, 2)), conv(4, (5, 3), (2, 3), (1, 2)), FLATTEN,
        dense(4)),

    # Depths and channels around the widths of the vector registers, and image sizes likewise.
    "channels_1_depth_33": channels(1, 33),
    "channels_3_depth_16": channels(3, 16),
    "channels_3_depth_1": channels(3, 1),
    "channels_5_depth_17": channels(5, 17),
    "channels_16_depth_7": channels(16, 7),
    "channels_16_depth_16": channels(16, 16),
    "channels_20_depth_1": channels(20, 1),
    "channels_20_depth_33": channels(20, 33),
    "channels_3_depth_32": channels(3, 32),
    "image_1x13": case((1, 13, 3), conv(16), conv(17), FLATTEN, dense(4)),
    "image_13x1": case((13, 1, 3), conv(16), conv(17), FLATTEN, dense(4)),
    "image_1x1": case((1, 1, 5), conv(16), conv(3), FLATTEN, dense(4)),
    "image_3x29": case((3, 29, 3), conv(8), conv(16), GLOBAL_AVERAGE, dense(4)),
    "image_32x32": case((32, 32, 3), conv(8), conv(16, stride=(2, 2)), GLOBAL_AVERAGE, dense(4),
                        batch=2),

    # Pools.
    "max_pool_2x2": pooled(pool("max", (2, 2)), input=(8, 6, 3)),
    "max_pool_2x2_leftover": pooled(pool("max", (2, 2)), input=(7, 5, 3)),
    "max_pool_2x2_same_odd": pooled(pool("max", (2, 2), padding="same"), input=(7, 5, 3)),
    "max_pool_3x3_stride_2_same": pooled(pool("max", (3, 3), (2, 2), "same")),
    "max_pool_2x2_stride_1": pooled(pool("max", (2, 2), (1, 1))),
    "max_pool_3x3_stride_2_overlapping": pooled(pool("max", (3, 3), (2, 2)), input=(9, 7, 3)),
    "max_pool_3x2_stride_2x3_padding_1": pooled(
        pool("max", (3, 2), (2, 3), (1, 1)), input=(8, 9, 3)),
    "max_pool_first": case((8, 6, 3), pool("max", (2, 2)), conv(5), FLATTEN, dense(4)),
    "average_pool_2x2": pooled(pool("average", (2, 2)), input=(8, 6, 3)),
    "average_pool_3x3_stride_2_same": pooled(pool("average", (3, 3), (2, 2), "same")),
    "average_pool_2x2_stride_1_same": pooled(pool("average", (2, 2), (1, 1), "same")),
    "average_pool_3x2_stride_2x3_padding_1": pooled(
        pool("average", (3, 2), (2, 3), (1, 1)), input=(8, 9, 3)),
    "global_average_pool": case(
        (7, 6, 3), conv(17, activation="linear"), GLOBAL_AVERAGE, dense(4)),
    "pool_deep": case((6, 8, 3), conv(33, activation="linear"), pool("max", (2, 2)),
                      pool("average", (3, 2), (1, 2)), FLATTEN, dense(4)),

    # Dense layers, batches, loss.
    "dense_sizes": case((4, 5, 3), FLATTEN, dense(33, activation="relu"),
                        dense(17, activation="relu"), dense(1, activation="tanh"), dense(10)),
    "dense_only": case((4, 4, 3), FLATTEN, dense(10)),
    "dense_no_bias": case((4, 4, 3), FLATTEN, dense(19, bias=False, activation="relu"),
                          dense(10, bias=False)),
    "batch_1": case((6, 6, 3), conv(8), pool("max", (2, 2)), FLATTEN, dense(10), batch=1),
    "batch_17": case((6, 6, 3), conv(8), pool("max", (2, 2)), FLATTEN, dense(10), batch=17),
    "label_smoothing": case((6, 6, 3), conv(5), FLATTEN, dense(10), label_smoothing=0.1),

    # Whole networks in small.
    "two_convs": case((7, 8, 3), conv(7), conv(9, padding="valid"), FLATTEN, dense(5)),
    "tutorial": case(
        (12, 12, 3), conv(6), conv(6), pool("max", (2, 2)), conv(9), conv(9), pool("max", (2, 2)),
        FLATTEN, dense(20, activation="relu"), dense(10), batch=5, optimizer=adam()),
    "tutorial_strides": case(
        (12, 12, 3), conv(6), conv(6, stride=(2, 2)), conv(9), conv(9, stride=(2, 2)), FLATTEN,
        dense(20, activation="relu"), dense(10), batch=5, optimizer=adam()),
    "multilayer_perceptron": case(
        (6, 6, 3), FLATTEN, dense(24, activation="relu"), dense(24, activation="relu"), dense(10),
        batch=5, label_smoothing=0.1, optimizer=adam()),

    # Optimisers.
    "sgd": optimized(sgd(0.1)),
    "sgd_momentum": optimized(sgd(0.05, momentum=0.9)),
    "sgd_nesterov": optimized(sgd(0.05, momentum=0.9, nesterov=True)),
    "sgd_decay": optimized(sgd(0.1, weight_decay=0.05)),
    "sgd_nesterov_decay": optimized(sgd(0.05, momentum=0.9, nesterov=True, weight_decay=0.1)),
    "adam": optimized(adam()),
    "adam_settings": optimized(adam(0.01, beta1=0.8, beta2=0.95, epsilon=1e-3)),
    "adam_decay": optimized(adam(0.005, weight_decay=0.1)),
    "adamw": optimized(adamw()),
    "adamw_settings": optimized(
        adamw(weight_decay=0.1, learning_rate=0.01, beta1=0.8, beta2=0.95, epsilon=1e-3)),
}
