package org.halfinverse.network;

/** A graph of ONNX operators on float64 values known by name, to which layers add themselves. */
public interface LayerGraph {
    /**
     * Adds an operator.
     *
     * @param operator for instance {@code MatMul}
     * @param inputs names of its inputs
     * @return name of its output
     */
    String node(String operator, String... inputs);

    /**
     * Adds an operator with the attribute {@code axis}.
     *
     * @param axis its value
     * @param operator for instance {@code Concat}
     * @param inputs names of its inputs
     * @return name of its output
     */
    String along(int axis, String operator, String... inputs);

    /**
     * Adds a tensor of constants.
     *
     * @param name its name
     * @param numbers entries in C order
     * @param shape length of each axis, none for a scalar
     * @return its name
     */
    String tensor(String name, double[] numbers, long... shape);

    /**
     * Adds a tensor of whole numbers.
     *
     * @param numbers entries in C order
     * @param shape length of each axis
     * @return its name
     */
    String indices(long[] numbers, long... shape);

    /**
     * Adds a tensor of constants that has no name of its own.
     *
     * @param numbers entries in C order
     * @param shape length of each axis
     * @return its name
     */
    String constant(double[] numbers, long... shape);

    /**
     * {@return the name of a scalar constant, which stands in the file once however often it is asked for}
     *
     * @param value any number
     */
    String scalar(double value);

    /**
     * Adds {@code act(z)}.
     *
     * @param activation act
     * @param z name of the pre-activations, any shape
     * @return name of the activations
     */
    String activation(Activation activation, String z);

    /** {@return number l of the next layer with parameters, whose tensors are {@code W<l>} and {@code b<l>}} */
    int nextParameters();
}
