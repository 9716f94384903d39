package io.gyre.loader.config;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor as clients see it beside the model's own shape for it.
 *
 * @param tensor name, datatype and full shape for clients
 * @param modelShape full shape at the model
 */
record TensorShapes(TensorSpec tensor, Shape modelShape) {

  /**
   * The shapes of one tensor; every contradiction between the file's and the model's is added to
   * {@code mistakes}.
   */
  static TensorShapes of(TensorMatch match, BatchSize batch, List<Mistake> mistakes) {
    TensorSpec model = match.model();
    if (!match.declared() && match.written().flatMap(WrittenTensor::dims).isEmpty()) {
      mistakes.add(undeclared(match));
    }
    if (match.written().isEmpty()) {
      return new TensorShapes(model, model.shape());
    }
    WrittenTensor written = match.written().get();
    if (written.dims().isEmpty()) {
      if (written.reshape().isPresent()) {
        mistakes.add(written.place().at("reshape").mistake("dims beside it", "none"));
      }
      return new TensorShapes(model, model.shape());
    }
    boolean reshaped = written.reshape().isPresent();
    Shape dims = Shape.of(written.dims().get());
    Shape modelDims = Shape.of(written.modelDims().orElseThrow());
    boolean valid = checkSizes(written.place().at("dims"), dims, mistakes);
    if (reshaped) {
      Place place = written.place().at("reshape").at("shape");
      valid &= checkSizes(place, modelDims, mistakes);
      if (valid && !segments(dims).equals(segments(modelDims))) {
        mistakes.add(place.mistake("as many elements as dims " + dims, modelDims));
      }
    }
    Shape expected = batch.dims(model.shape());
    if (valid && match.declared() && !expected.accepts(modelDims)) {
      Place place =
          reshaped ? written.place().at("reshape").at("shape") : written.place().at("dims");
      mistakes.add(place.mistake(explain(match, expected, batch), modelDims));
    }
    return new TensorShapes(
        new TensorSpec(model.name(), model.datatype(), batch.full(dims)), batch.full(modelDims));
  }

  private static Mistake undeclared(TensorMatch match) {
    String expected =
        "dims for "
            + match.kind()
            + " \""
            + match.model().name()
            + "\", as the model declares no shape";
    return match
        .written()
        .map(written -> written.place().mistake(expected, "none"))
        .orElseGet(
            () -> new Mistake(ConfigurationFile.NAME, 0, match.kind(), expected, "no entry"));
  }

  private static String explain(TensorMatch match, Shape expected, BatchSize batch) {
    String shape = match.model().shape().toString();
    return batch.max() > 0
        ? expected
            + ", the model's shape "
            + shape
            + " without the batch dimension, as "
            + batch.because()
        : expected + ", the model's full shape, as " + batch.because();
  }

  private static boolean checkSizes(Place place, Shape dims, List<Mistake> mistakes) {
    for (long dim : dims.dims()) {
      if (dim < 1 && dim != Shape.VARIABLE) {
        mistakes.add(place.mistake("sizes from 1, or -1 for a variable one", dims));
        return false;
      }
    }
    return true;
  }

  /**
   * Products of the sizes between the variable ones: two shapes with the same hold the same
   * elements.
   */
  private static List<BigInteger> segments(Shape dims) {
    List<BigInteger> products = new ArrayList<>();
    BigInteger product = BigInteger.ONE;
    for (long dim : dims.dims()) {
      if (dim == Shape.VARIABLE) {
        products.add(product);
        product = BigInteger.ONE;
      } else {
        product = product.multiply(BigInteger.valueOf(dim));
      }
    }
    products.add(product);
    return products;
  }
}
