"""FastAPI with ONNX Runtime: the Open Inference Protocol for one model."""

import os

import oip
from fastapi import FastAPI, Request, Response
from session import Model

model = Model(os.environ["RACE_MODEL"])
app = FastAPI()
path = f"/v2/models/{model.name}"


@app.get(path)
async def metadata():
    return model.metadata()


@app.get(path + "/ready")
async def ready():
    return Response()


@app.post(path + "/infer")
async def infer(request: Request):
    values, binary = oip.read(model, request.headers, await request.body())
    headers, body = oip.write(model, model.run(values), binary)
    return Response(body, headers=headers)
