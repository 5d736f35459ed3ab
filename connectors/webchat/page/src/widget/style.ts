/** The widget's style sheet. `all: initial` keeps out what the host page's elements would hand down. */
export const STYLE = `
:host{all:initial}
.at{position:fixed;bottom:max(16px,env(safe-area-inset-bottom));z-index:2147483000;display:flex;flex-direction:column;gap:12px;
font:16px/1.4 -apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif}
.right{right:16px;align-items:flex-end}
.left{left:16px;align-items:flex-start}
[hidden]{display:none!important}
.open{position:relative;display:flex;align-items:center;gap:8px;min-height:48px;padding:6px 18px 6px 8px;border:0;border-radius:24px;
background:#07734d;color:#fff;font:inherit;font-weight:600;cursor:pointer;box-shadow:0 4px 16px rgba(0,0,0,.25)}
.open:focus-visible{outline:3px solid #07734d;outline-offset:3px}
.mark{display:grid;place-items:center;width:36px;height:36px;border-radius:50%;background:#fff;color:#07734d}
.badge{position:absolute;top:-6px;right:-4px;min-width:22px;padding:0 5px;border-radius:11px;background:#b3261e;color:#fff;font-size:13px;
line-height:22px;text-align:center}
.panel{width:min(400px,calc(100vw - 32px));height:min(680px,calc(100vh - 110px));border-radius:14px;overflow:hidden;background:#ededed;
box-shadow:0 8px 32px rgba(0,0,0,.3)}
iframe{display:block;width:100%;height:100%;border:0}
@media(max-width:480px){.panel{position:fixed;inset:0;width:auto;height:auto;border-radius:0}.opened{display:none}}
`;
