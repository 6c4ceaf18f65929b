#!/usr/bin/env python3
from aws_cdk import App

from msk_stack import MskStack
from orders_stack import OrdersStack

app = App()
OrdersStack(app, "Orders")
MskStack(app, "Msk")
app.synth()
