"""The tree ensemble of the race: a scikit-learn random forest, as ONNX."""

from graph import BATCH
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier

FEATURES = 20


def forest():
    """100 trees of depth 8; of its outputs, the probabilities."""
    rows, labels = make_classification(4000, FEATURES, n_informative=10, n_classes=3, random_state=14)
    trees = RandomForestClassifier(100, max_depth=8, random_state=14).fit(rows, labels)
    model = to_onnx(
        trees,
        initial_types=[("input", FloatTensorType([None, FEATURES]))],
        options={"zipmap": False},
        target_opset=17,
    )
    (probabilities,) = (output for output in model.graph.output if output.name == "probabilities")
    del model.graph.output[:]
    model.graph.output.append(probabilities)
    for value in (model.graph.input[0], probabilities):
        value.type.tensor_type.shape.dim[0].dim_param = BATCH
    return model
