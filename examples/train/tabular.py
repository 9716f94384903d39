"""The models of scikit-learn's own data sets: digits, iris and diabetes."""

import numpy
from onnx.utils import Extractor
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.datasets import load_diabetes, load_digits, load_iris
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

from repository import configuration

# Old enough for every runtime in use.
OPSET = {"": 17, "ai.onnx.ml": 3}
DIGIT_NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def digits(repository):
    """A small network over 8×8 images of handwritten digits, pixels from 0 to 16."""
    images, labels = load_digits(return_X_y=True)
    images = images.astype(numpy.float32)
    train, held_out, train_labels, held_out_labels = train_test_split(
        images, labels, test_size=360, stratify=labels, random_state=7
    )
    network = MLPClassifier(hidden_layer_sizes=(64, 32), alpha=0.1, max_iter=400, random_state=7)
    classifier = make_pipeline(MinMaxScaler(), network).fit(train, train_labels)

    model = export(classifier, "digits", "image", 64, zipmap=False)
    model = Extractor(model).extract_model(["image"], ["probabilities"])
    set_output_shape(model, "probabilities", 10)
    config = configuration(
        "digits",
        inputs=[("image", "TYPE_FP32", [64])],
        outputs=[("probabilities", "TYPE_FP32", [10])],
        max_batch_size=64,
        label_filename="labels.txt",
    )
    repository.add("digits", model, config, DIGIT_NAMES)
    by_certainty = classifier.predict_proba(held_out).max(axis=1).argsort()
    clear = by_certainty[len(by_certainty) // 4]
    repository.expect("digits", [{"image": held_out[[clear]]}, {"image": held_out[:3]}])
    repository.write("digits_heldout", {"images": held_out.astype(int).tolist(), "labels": held_out_labels.tolist()})

    probabilities = repository.run("digits", {"image": held_out})["probabilities"]
    agree("digits", probabilities, classifier.predict_proba(held_out))
    accuracy = (probabilities.argmax(axis=1) == held_out_labels).mean()
    if accuracy < 0.96:
        raise SystemExit(f"digits: expected a held-out accuracy of at least 0.96, found {accuracy:.4f}")
    print(f"digits: held-out accuracy {accuracy:.4f} on {len(held_out)} images")


def iris(repository):
    """A forest over the four measurements of an iris, in centimetres."""
    measurements, species = load_iris(return_X_y=True)
    measurements = measurements.astype(numpy.float32)
    train, held_out, train_species, held_out_species = train_test_split(
        measurements, species, test_size=50, stratify=species, random_state=7
    )
    forest = RandomForestClassifier(n_estimators=20, max_depth=4, random_state=7).fit(train, train_species)

    # ZipMap would turn the probabilities into a sequence of maps, which no tensor protocol can carry.
    model = export(forest, "iris", "measurements", 4, zipmap=False)
    set_output_shape(model, "label")
    set_output_shape(model, "probabilities", 3)
    config = configuration(
        "iris",
        inputs=[("measurements", "TYPE_FP32", [4])],
        # The model's label is one number a row, [batch]; clients see [batch, 1].
        outputs=[("label", "TYPE_INT64", [1], []), ("probabilities", "TYPE_FP32", [3])],
        max_batch_size=32,
    )
    repository.add("iris", model, config)
    repository.expect("iris", [{"measurements": held_out[:1]}, {"measurements": held_out[1:6]}], {"label": [1]})

    outputs = repository.run("iris", {"measurements": held_out})
    agree("iris", outputs["probabilities"], forest.predict_proba(held_out))
    print(f"iris: held-out accuracy {(outputs['label'] == held_out_species).mean():.4f} on {len(held_out)} flowers")


def diabetes(repository):
    """Boosted trees over ten clinical measurements, for the progression of diabetes a year later."""
    measurements, progression = load_diabetes(return_X_y=True, scaled=False)
    measurements = measurements.astype(numpy.float32)
    train, held_out, train_progression, held_out_progression = train_test_split(
        measurements, progression, test_size=100, random_state=7
    )
    trees = GradientBoostingRegressor(n_estimators=80, max_depth=2, learning_rate=0.08, random_state=7)
    trees.fit(train, train_progression)

    model = export(trees, "diabetes", "measurements", 10, final_types=[("progression", FloatTensorType([None, 1]))])
    repository.add("diabetes", model)
    repository.expect("diabetes", [{"measurements": held_out[:1]}, {"measurements": held_out[1:5]}])

    predicted = repository.run("diabetes", {"measurements": held_out})["progression"]
    agree("diabetes", predicted[:, 0], trees.predict(held_out))
    error = numpy.abs(predicted[:, 0] - held_out_progression).mean()
    print(f"diabetes: held-out mean absolute error {error:.1f}, progression from 25 to 346")


def export(estimator, name, input_name, features, zipmap=None, final_types=None):
    """The fitted estimator as ONNX, with a dynamic batch."""
    model = to_onnx(
        estimator,
        initial_types=[(input_name, FloatTensorType([None, features]))],
        final_types=final_types,
        options=None if zipmap is None else {id(estimator): {"zipmap": zipmap}},
        target_opset=OPSET,
        name=name,
    )
    # The converter may name a domain twice, and lists them in any order.
    opsets = {opset.domain: opset for opset in model.opset_import}
    del model.opset_import[:]
    model.opset_import.extend(opsets[domain] for domain in sorted(opsets))
    return model


def set_output_shape(model, name, *dims):
    """Declares the output's shape as [batch, *dims], where the converter leaves it open."""
    (output,) = (output for output in model.graph.output if output.name == name)
    output.type.tensor_type.ClearField("shape")
    shape = output.type.tensor_type.shape
    shape.dim.add().dim_param = "batch"
    for dim in dims:
        shape.dim.add().dim_value = dim


def agree(name, onnx_values, sklearn_values):
    """Stops where the exported model answers differently from the one that was trained."""
    worst = numpy.abs(onnx_values - sklearn_values).max()
    if worst > 1e-3:
        raise SystemExit(f"{name}: ONNX Runtime and scikit-learn differ by {worst}")
