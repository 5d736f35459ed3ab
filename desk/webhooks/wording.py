"""Why a URL cannot be an endpoint, for those who register it; keys of desk.webhooks.addresses.url_problem."""

URL_PROBLEMS: dict[str, str] = {
    "url_malformed": "不是完整的网址（中文域名请写成 xn-- 开头的形式）",
    "url_userinfo": "网址里不能有用户名、密码或 # 后面的部分",
    "url_scheme": "要以 https:// 开头；只有本机地址可以用 http://",
    "url_private": "不能是内网或本机地址；确实需要时由运维人员打开 XIAOBAO_WEBHOOKS_PRIVATE",
}
