"""WeChat Official Account: what goes over the wire between Tencent and us.

`entry` verifies and opens a callback, `inbound` gives it a type, `rendering` and `passive` make the answer,
`api` says what comes later. Nothing here knows a conversation. Section numbers in docstrings are those of the
protocol notes (facts of developers.weixin.qq.com, measured where a page is silent).
"""
