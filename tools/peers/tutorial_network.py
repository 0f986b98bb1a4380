"""The network of experiments/cifar10-cnn.yaml in PyTorch, with Keras's initial weights.

pip install torch==2.13.0+cpu numpy safetensors
    (--extra-index-url https://download.pytorch.org/whl/cpu)
"""

from torch import nn


def tutorial_network(width: int = 32, hidden: int = 512, dropout: bool = True) -> nn.Sequential:
    """Two blocks of two 3×3 convolutions and a pool, then two dense layers; gives logits."""

    def block(channels: int, depth: int) -> list[nn.Module]:
        layers = [
            nn.Conv2d(channels, depth, 3, padding=1), nn.ReLU(),
            nn.Conv2d(depth, depth, 3, padding=1), nn.ReLU(),
            nn.MaxPool2d(2),
        ]
        return layers + [nn.Dropout(0.25)] if dropout else layers

    layers = block(3, width) + block(width, 2 * width)
    layers += [nn.Flatten(), nn.Linear(8 * 8 * 2 * width, hidden), nn.ReLU()]
    if dropout:
        layers.append(nn.Dropout(0.5))
    network = nn.Sequential(*layers, nn.Linear(hidden, 10))
    for layer in network:
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.xavier_uniform_(layer.weight)  # Keras calls it Glorot uniform
            nn.init.zeros_(layer.bias)
    return network
