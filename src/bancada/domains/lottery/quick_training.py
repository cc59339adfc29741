"""One epoch of an LSTM network as one TensorFlow function over the network's own variables. Importing this loads TensorFlow.

It computes what `keras.Model.fit` computes, with less in between: rows stay on the device, the recurrence is written out step by
step with the inputs of all steps multiplied at once, Adam (Kingma and Ba 2015, in the form at the end of their section 2, which is
Keras's) is TensorFlow's fused kernel, and the loss is taken of the logits. TensorFlow's own fused LSTM kernels were tried: BlockLSTM
takes half as long again, and the registered gradient of BlockLSTMV2 is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tensorflow as tf

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bancada.domains.lottery.features import Recipe

__all__ = ["QuickTraining"]


class QuickTraining:
    """Trains the variables of a network built by `networks.build_network`, and the state of the Adam it was compiled with.

    Parameters
    ----------
    model : keras.Model
    recipe : Recipe
    matrix : ndarray of float32, shape (n_rows, n_features)
        The training rows.
    target : ndarray of float32, shape (n_rows, 25)
    weight : float
        Of `WeightedBCE`.
    """

    # Any in this class: Keras models and TensorFlow's tensors, which ship no types.
    def __init__(
        self,
        model: Any,
        recipe: Recipe,
        matrix: NDArray[np.float32],
        target: NDArray[np.float32],
        *,
        weight: float,
    ) -> None:
        self._recipe = recipe
        self._weight = weight
        self._rows, self._target = tf.constant(matrix), tf.constant(target)
        self._lstm, self._hidden, self._last = (model.get_layer(name) for name in ("lstm", "hidden", "dezenas"))
        self._variables = [variable.value for variable in model.trainable_variables]
        self._adam = model.optimizer
        self._adam.build(model.trainable_variables)
        state = [variable.value for variable in self._adam.variables[2:]]  # after iteration and rate: a pair a variable
        self._moments = list(zip(state[::2], state[1::2], strict=True))
        self._powers = tf.Variable(self._adam.beta_1), tf.Variable(self._adam.beta_2)
        # Nothing here needs autograph, which takes as long as some epochs.
        self._epoch = tf.function(self._train, autograph=False, jit_compile=False)
        self._validate = tf.function(self._loss, autograph=False, jit_compile=False)

    def epoch(self, order: NDArray[np.int64], *, batch_size: int) -> float:
        """Train on the rows in this order; return their mean loss along the way."""
        n_batches = -(-len(order) // batch_size)
        total = self._epoch(
            tf.constant(order, tf.int64), tf.constant(batch_size, tf.int64), tf.constant(n_batches, tf.int64)
        )
        self._adam.iterations.assign_add(n_batches)
        return float(total) / len(order)

    def loss(self, matrix: NDArray[np.float32], target: NDArray[np.float32]) -> float:
        """Return the mean loss of other rows."""
        return float(self._validate(tf.constant(matrix), tf.constant(target)))

    def _train(self, order: Any, batch_size: Any, n_batches: Any) -> Any:
        def step(batch: Any, total: Any) -> Any:
            rows = order[batch * batch_size : (batch + 1) * batch_size]
            with tf.GradientTape() as tape:
                loss = self._loss(tf.gather(self._rows, rows), tf.gather(self._target, rows))
            self._step(tape.gradient(loss, self._variables))
            return batch + 1, total + loss * tf.cast(tf.shape(rows)[0], tf.float32)

        start = (tf.constant(0, tf.int64), tf.constant(0.0))
        return tf.while_loop(lambda batch, _: batch < n_batches, step, start)[1]

    def _step(self, gradients: Any) -> None:
        adam, (power_1, power_2) = self._adam, (power.read_value() for power in self._powers)
        for variable, (mean, square), gradient in zip(self._variables, self._moments, gradients, strict=True):
            tf.raw_ops.ResourceApplyAdam(
                var=variable.handle,
                m=mean.handle,
                v=square.handle,
                beta1_power=power_1,
                beta2_power=power_2,
                lr=tf.cast(adam.learning_rate, tf.float32),
                beta1=adam.beta_1,
                beta2=adam.beta_2,
                epsilon=adam.epsilon,
                grad=gradient,
            )
        for power, present, beta in zip(self._powers, (power_1, power_2), (adam.beta_1, adam.beta_2), strict=True):
            power.assign(present * beta)

    def _loss(self, rows: Any, target: Any) -> Any:
        # Not tf.nn.weighted_cross_entropy_with_logits: its gradient is wrong where a logit is exactly 0, as when every unit rests.
        logits = self._logits(rows)
        scale = 1.0 + (self._weight - 1.0) * target
        return tf.reduce_mean((1.0 - target) * logits + scale * tf.nn.softplus(-logits))

    def _logits(self, rows: Any) -> Any:
        recipe = self._recipe
        hidden = tf.concat([self._state(rows[:, : recipe.n_sequence]), rows[:, recipe.n_sequence :]], axis=1)
        hidden = tf.nn.relu(tf.matmul(hidden, self._hidden.kernel) + self._hidden.bias)
        return tf.matmul(hidden, self._last.kernel) + self._last.bias

    def _state(self, sequence: Any) -> Any:
        """Return the LSTM's output after the last step (Hochreiter and Schmidhuber 1997, with forget gates), as Keras computes it."""
        recipe, cell, units = self._recipe, self._lstm.cell, self._lstm.units
        steps = tf.transpose(tf.reshape(sequence, (-1, recipe.window, recipe.step_size)), (1, 0, 2))
        entering = tf.matmul(tf.reshape(steps, (-1, recipe.step_size)), cell.kernel) + cell.bias
        gates = tf.unstack(tf.reshape(entering, (recipe.window, -1, 4 * units)), num=recipe.window)
        output = memory = tf.zeros((tf.shape(sequence)[0], units))
        for place, gate in enumerate(gates):
            recurring = gate + tf.matmul(output, cell.recurrent_kernel) if place else gate
            entry, forget, news, out = tf.split(recurring, 4, axis=1)
            memory = tf.sigmoid(forget) * memory + tf.sigmoid(entry) * tf.tanh(news)
            output = tf.sigmoid(out) * tf.tanh(memory)
        return output
