"""回访: staff call after a case has ended and ask how it went (市场监督管理投诉举报处理办法 第二十六条)."""
