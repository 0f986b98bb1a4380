"""Optimiser steps by Keras itself, held against its formulas in double precision.

pip install torch==2.13.0+cpu numpy safetensors keras==3.15.1
    (--extra-index-url https://download.pytorch.org/whl/cpu)
"""

import math
import os

os.environ["KERAS_BACKEND"] = "torch"

import keras  # noqa: E402  (the backend is chosen when Keras is imported)
import torch  # noqa: E402


def keras_optimizer(spec: dict) -> keras.optimizers.Optimizer:
    (kind, settings), = spec.items()
    settings = {
        {"beta1": "beta_1", "beta2": "beta_2"}.get(key, key): value
        for key, value in settings.items()
    }
    settings["weight_decay"] = settings.pop("weight_decay", 0) or None
    match kind:
        case "sgd":
            return keras.optimizers.SGD(**settings)
        case "adam":
            return keras.optimizers.Adam(**settings)
        case "adamw":
            return keras.optimizers.AdamW(**settings)
    raise ValueError(kind)


def keras_steps(parameters: dict, spec: dict, losses) -> tuple[dict, list[float]]:
    """The parameters after one Keras step per element of `losses`, functions from parameters to
    a loss; and each loss before its step."""
    variables = {
        name: keras.Variable(value.detach().clone(), dtype="float32", name=name.replace(".", "_"))
        for name, value in parameters.items()
    }
    optimizer = keras_optimizer(spec)
    values = []
    for loss_of in losses:
        leaves = {name: variable.value.detach().requires_grad_()
                  for name, variable in variables.items()}
        loss = loss_of(leaves)
        gradients = torch.autograd.grad(loss, list(leaves.values()))
        optimizer.apply(list(gradients), list(variables.values()))
        values.append(loss.item())
    return {name: variable.value.detach().clone() for name, variable in variables.items()}, values


def torch_sgd_steps(parameters: dict, spec: dict, losses) -> dict:
    """The same by torch.optim.SGD, which agrees with Keras where nothing decays."""
    leaves = {name: value.detach().clone().requires_grad_() for name, value in parameters.items()}
    settings = spec["sgd"]
    optimizer = torch.optim.SGD(
        leaves.values(), lr=settings["learning_rate"], momentum=settings["momentum"],
        nesterov=settings["nesterov"])
    for loss_of in losses:
        optimizer.zero_grad()
        loss_of(leaves).backward()
        optimizer.step()
    return {name: value.detach() for name, value in leaves.items()}


def formula_steps(parameters: dict, spec: dict, losses) -> tuple[dict, list[float]]:
    """The same from the formulas, in double precision."""
    (kind, settings), = spec.items()
    rate = settings["learning_rate"]
    weights = {name: value.detach().double() for name, value in parameters.items()}
    first = {name: torch.zeros_like(value) for name, value in weights.items()}
    second = {name: torch.zeros_like(value) for name, value in weights.items()}
    values = []
    for step, loss_of in enumerate(losses, 1):
        leaves = {name: value.detach().requires_grad_() for name, value in weights.items()}
        loss = loss_of(leaves)
        values.append(loss.item())
        gradients = torch.autograd.grad(loss, list(leaves.values()))
        for (name, w), g in zip(weights.items(), gradients):
            w = w - rate * settings.get("weight_decay", 0) * w
            if kind == "sgd":
                momentum = settings["momentum"]
                first[name] = momentum * first[name] - rate * g
                w = w + (momentum * first[name] - rate * g if settings["nesterov"]
                         else first[name])
            else:
                beta1, beta2 = settings["beta1"], settings["beta2"]
                first[name] = beta1 * first[name] + (1 - beta1) * g
                second[name] = beta2 * second[name] + (1 - beta2) * g * g
                alpha = rate * math.sqrt(1 - beta2**step) / (1 - beta1**step)
                w = w - alpha * first[name] / (second[name].sqrt() + settings["epsilon"])
            weights[name] = w
    return weights, values
