"""Many clients at once."""

import concurrent.futures

import tritonclient.grpc
import tritonclient.http

from checks import samples
from checks.suite import check
from checks.target import tensors

MODELS = ["digits", "iris", "tickets", "simple", "simple_string"]


@check(needs=MODELS)
def together(target):
    """8 clients of both protocols ask 5 models 800 times, every answer its own"""

    def client_of(number):
        library, open_client = ((tritonclient.grpc, target.grpc), (tritonclient.http, target.http))[number % 2]
        with open_client() as client:
            for step in range(100):
                model = MODELS[(number + step) % len(MODELS)]
                whole = samples.example(model)[1]
                rows = slice(step % 3, step % 3 + 1)
                inputs = {name: array[rows] for name, array in whole.items()}
                target.compare(model, inputs, client.infer(model, tensors(library, inputs)))

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(client_of, number) for number in range(8)]:
            done.result()
