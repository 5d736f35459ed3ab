"""What /openapi.json says of the agency routes; the guard takes their scopes from here."""

from desk.agencies import errors, schemas
from desk.agencies.kinds import AgencyKind
from desk.cases.errors import InvalidQuery
from desk.clients import Scope
from desk.errors import TooLarge
from desk.web.operations import Answer, Operation, Parameter, RawBody

AGENCY = {
    "id": "0192f3a0-5b1c-7d6e-8f70-1a2b3c4d5e6f",
    "code": "220104-amr",
    "name": "长春市朝阳区市场监督管理局",
    "kind": "market_regulation",
    "kind_label": "市场监督管理部门",
    "level": "county",
    "region_code": "220104",
    "region": "吉林省长春市朝阳区",
    "parent_code": "220100-amr",
    "phone": "12315",
    "matters": [],
    "active": True,
    "source": "示例数据",
}
CSV_TYPE = "text/csv"
CSV = (
    "code,name,kind,level,region_code,parent_code,phone,matters,active,source\n"
    "220104-amr,长春市朝阳区市场监督管理局,market_regulation,county,220104,220100-amr,12315,,true,示例数据\n"
)

LIST_AGENCIES = Operation(
    operation_id="listAgencies",
    summary="List agencies, by code",
    description='Cursor pages; follow `Link: rel="next"`.',
    scope=Scope.CASES_READ,
    parameters=(
        Parameter("cursor", "query", "From the page before", {"type": "string"}),
        Parameter(
            "limit",
            "query",
            "Agencies a page",
            {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
        ),
        Parameter("region_code", "query", "Only agencies of this very place", {"type": "string"}),
        Parameter(
            "kind",
            "query",
            "Only of this kind",
            {"type": "string", "enum": [kind.value for kind in AgencyKind]},
        ),
        Parameter("parent", "query", "Only those directly below the agency of this code", {"type": "string"}),
    ),
    answers={
        200: Answer(
            "A page",
            schemas.AgencyPage,
            {"agencies": [AGENCY], "next_cursor": None},
            {"Link": "The next page, if there is one"},
        )
    },
    problems=(InvalidQuery,),
)

GET_AGENCY = Operation(
    operation_id="getAgency",
    summary="One agency",
    description="By its code.",
    scope=Scope.CASES_READ,
    parameters=(Parameter("code", "path", "Its code", {"type": "string"}, example=AGENCY["code"]),),
    answers={200: Answer("It", schemas.AgencyOut, AGENCY)},
    problems=(errors.AgencyNotFound,),
)

IMPORT_AGENCIES = Operation(
    operation_id="importAgencies",
    summary="Add and change agencies, or homes of platforms, from a CSV file",
    description="The heading tells which: `code,name,kind,level,region_code,parent_code,phone,matters,active,source` or "
    "`platform,operator,region_code,source`. A line is found again by its code or name, so importing twice changes "
    "nothing. One bad line keeps all of it out; `errors` lists every bad cell by `/line/column`. UTF-8 or GB18030, "
    "at most 1 MiB.",
    scope=Scope.ADMIN,
    raw_body=RawBody(CSV_TYPE, CSV),
    answers={
        200: Answer("Imported", schemas.ImportOut, {"added": 1, "changed": 0, "unchanged": 0}),
    },
    problems=(errors.NotCsv, TooLarge, errors.ImportRefused),
)
