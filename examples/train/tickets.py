"""A classifier of support tickets: one text a row in, its topic and the probabilities of all topics out.

The graph is put together here from its operators. The export of scikit-learn's vectorizers lowers the case with
StringNormalizer, which loads only where the machine has the locale en_US.UTF-8. Here each word is in the vocabulary in
lower case, capitalised and in capitals, all three counting for the same column.
"""

import pathlib

import numpy
from onnx import TensorProto, helper, numpy_helper
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline

from repository import configuration
from tabular import agree

DATA = pathlib.Path(__file__).with_name("tickets.tsv")
WORD = "[A-Za-z]+"
EXAMPLES = [
    "Where is my parcel? The tracking page has not changed since Monday.",
    "I WAS CHARGED TWICE, please refund one payment",
    "The app crashes when I open the settings",
    "How do I change the e-mail address of my account?",
    "",
]


def tickets(repository):
    topics, texts = zip(*(line.split("\t") for line in DATA.read_text().splitlines()))
    vectorizer = TfidfVectorizer(token_pattern=WORD, sublinear_tf=False, stop_words=["the", "a", "to", "is", "of"])
    classifier = make_pipeline(vectorizer, LogisticRegression(C=10, max_iter=1000, random_state=7))
    accuracy = cross_val_score(classifier, texts, topics, cv=8).mean()
    classifier.fit(texts, topics)

    config = configuration(
        "tickets",
        inputs=[("text", "TYPE_STRING", [1])],
        outputs=[("topic", "TYPE_STRING", [1]), ("probabilities", "TYPE_FP32", [len(set(topics))])],
        max_batch_size=32,
    )
    repository.add("tickets", graph(vectorizer, classifier[-1]), config)
    column = numpy.array(EXAMPLES, dtype=object).reshape(-1, 1)
    repository.expect("tickets", [{"text": column[:1]}, {"text": column}])

    shouted = [text.upper() for text in texts]
    for variant in (texts, shouted, EXAMPLES):
        outputs = repository.run("tickets", {"text": numpy.array(variant, dtype=object).reshape(-1, 1)})
        agree("tickets", outputs["probabilities"], classifier.predict_proba(variant))
    print(f"tickets: cross-validated accuracy {accuracy:.4f} on {len(texts)} texts")


def graph(vectorizer, regression):
    """The fitted vectorizer and the regression as one ONNX model."""
    pool, columns = [], []
    for word, column in sorted(vectorizer.vocabulary_.items()):
        for form in dict.fromkeys((word, word.capitalize(), word.upper())):
            pool.append(form)
            columns.append(int(column))

    nodes = [
        helper.make_node("Reshape", ["text", "flat"], ["texts"]),
        helper.make_node(
            "Tokenizer", ["texts"], ["words"], domain="com.microsoft", tokenexp=WORD, mark=0, mincharnum=1, pad_value=""
        ),
        helper.make_node(
            "TfIdfVectorizer", ["words"], ["counts"], mode="TF", min_gram_length=1, max_gram_length=1,
            max_skip_count=0, ngram_counts=[0], ngram_indexes=columns, pool_strings=pool,
        ),
        # Not by the operator's own `weights`, which runtimes index differently where forms share a column.
        helper.make_node("Mul", ["counts", "idf"], ["weighted"]),
        helper.make_node("Normalizer", ["weighted"], ["features"], domain="ai.onnx.ml", norm="L2"),
        helper.make_node("Gemm", ["features", "coefficients", "intercepts"], ["scores"]),
        helper.make_node("Softmax", ["scores"], ["probabilities"], axis=1),
        helper.make_node("ArgMax", ["scores"], ["best"], axis=1, keepdims=1),
        helper.make_node("Gather", ["topics", "best"], ["topic"], axis=0),
    ]
    constants = {
        "flat": numpy.array([-1], dtype=numpy.int64),
        "idf": vectorizer.idf_.astype(numpy.float32),
        "coefficients": regression.coef_.T.astype(numpy.float32),
        "intercepts": regression.intercept_.astype(numpy.float32),
        "topics": numpy.array(regression.classes_, dtype=object),
    }
    model = helper.make_graph(
        nodes,
        "tickets",
        [helper.make_tensor_value_info("text", TensorProto.STRING, ["batch", 1])],
        [
            helper.make_tensor_value_info("topic", TensorProto.STRING, ["batch", 1]),
            helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", len(regression.classes_)]),
        ],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    opsets = [helper.make_opsetid(*pair) for pair in (("", 17), ("ai.onnx.ml", 3), ("com.microsoft", 1))]
    return helper.make_model(model, opset_imports=opsets, ir_version=8)
