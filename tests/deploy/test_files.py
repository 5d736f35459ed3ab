"""Containers, compose and manifests: what can be checked of them without a machine that runs containers."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from operations.doctor.known import KNOWN, WECHAT

DEPLOY = Path(__file__).parents[2] / "deploy"
ROOT = DEPLOY.parent
CONTAINERFILES = sorted((DEPLOY / "containers").glob("*.Containerfile"))
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
WORKLOADS = {"Deployment", "StatefulSet", "Job", "CronJob"}
# Of programs that are not ours.
FOREIGN = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD_FILE"}
IMAGES = {"xiaobao-desk", "xiaobao-brain", "docker.io/nginxinc/nginx-unprivileged:1.28"}


def documents() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in MANIFESTS:
        for document in yaml.safe_load_all(path.read_text("utf-8")):
            yield f"{document['kind']}/{document['metadata']['name']}", document


ALL = dict(documents())


def pod_of(document: dict[str, Any]) -> dict[str, Any]:
    spec = document["spec"]["jobTemplate"]["spec"] if document["kind"] == "CronJob" else document["spec"]
    pod: dict[str, Any] = spec["template"]["spec"]
    return pod


PODS = {name: pod_of(one) for name, one in ALL.items() if one["kind"] in WORKLOADS}


def test_the_kustomization_names_every_file_and_no_other() -> None:
    found = yaml.safe_load((DEPLOY / "kustomization.yaml").read_text("utf-8"))
    assert {DEPLOY / name for name in found["resources"]} == set(MANIFESTS)
    files = [DEPLOY / name for name in found["configMapGenerator"][0]["files"]]
    assert all(path.is_file() for path in files)
    included = {
        name
        for conf in ("public.conf", "inner.conf")
        for name in re.findall(r"include ([\w.-]+);", (DEPLOY / "proxy" / conf).read_text("utf-8"))
    }
    assert included <= {path.name for path in files}


@pytest.mark.skipif(
    shutil.which("kubectl") is None,
    reason="kubectl is not installed; Debian has no package of that name, the files are parsed above",
)
def test_kubectl_puts_it_together() -> None:
    built = subprocess.run(["kubectl", "kustomize", DEPLOY], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    kinds = [document["kind"] for document in yaml.safe_load_all(built.stdout)]
    assert len(kinds) == len(ALL) + 1, "all that the files hold, and the proxy's ConfigMap"
    assert "image: xiaobao-desk:" in built.stdout


@pytest.mark.parametrize("name", PODS)
def test_every_pod_runs_as_nobody_on_a_file_system_it_cannot_write(name: str) -> None:
    pod = PODS[name]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        own = container["securityContext"]
        assert own == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
        assert "memory" in container["resources"]["limits"]
        assert container["image"] in IMAGES
        mounts = {mount["name"] for mount in container["volumeMounts"]}
        assert mounts == {volume["name"] for volume in pod["volumes"]}


@pytest.mark.parametrize("name", [n for n in PODS if ALL[n]["kind"] in ("Deployment", "StatefulSet")])
def test_what_serves_is_probed_doubled_and_moved_one_at_a_time(name: str) -> None:
    document, container = ALL[name], PODS[name]["containers"][0]
    app = document["metadata"]["labels"]["app"]
    assert document["spec"]["replicas"] >= 2
    assert document["spec"]["selector"]["matchLabels"] == document["spec"]["template"]["metadata"]["labels"]
    assert {"readinessProbe", "livenessProbe"} <= container.keys()
    assert container["lifecycle"]["preStop"]
    budget = ALL[f"PodDisruptionBudget/{app}"]["spec"]
    assert budget == {"maxUnavailable": 1, "selector": {"matchLabels": {"app": app}}}
    service = ALL[f"Service/{app}"]["spec"]
    assert service["selector"] == {"app": app}
    ports = {port["name"] for port in container["ports"]}
    assert {port["targetPort"] for port in service["ports"]} <= ports
    assert ALL[f"NetworkPolicy/{app}"]["spec"]["podSelector"] == {"matchLabels": {"app": app}}


def test_a_desk_that_is_not_ready_takes_nothing_and_is_not_killed_for_it() -> None:
    desk = PODS["Deployment/desk"]["containers"][0]
    assert desk["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert desk["livenessProbe"]["httpGet"]["path"] == "/healthz", (
        "a database that is away is no fault of the desk"
    )


def test_nobody_reaches_anybody_unless_it_is_said() -> None:
    nobody = ALL["NetworkPolicy/nobody"]["spec"]
    assert nobody == {"podSelector": {}, "policyTypes": ["Ingress"]}

    def callers(app: str) -> set[str]:
        rule = ALL[f"NetworkPolicy/{app}"]["spec"]["ingress"][0]
        return {one["podSelector"]["matchLabels"]["app"] for one in rule["from"] if "podSelector" in one}

    assert callers("brain") == {"inner"}
    assert callers("actions") == {"brain"}
    assert callers("desk") == {"proxy", "inner", "desk"}


@pytest.mark.parametrize("name", PODS)
def test_secrets_are_referred_to_and_never_written(name: str) -> None:
    for container in PODS[name]["containers"]:
        for variable in container.get("env", ()):
            secret = re.search("KEY|TOKEN|SECRET|PASSWORD|DATABASE_URL", variable["name"])
            assert ("valueFrom" in variable) == bool(secret), variable["name"]
    assert not [one for one in ALL if one.startswith("Secret/")]


def test_the_action_server_is_not_given_the_keys() -> None:
    actions = PODS["Deployment/actions"]["containers"][0]
    assert "envFrom" not in actions
    assert "XIAOBAO_KEY" not in {variable["name"] for variable in actions["env"]}


def environment_names() -> Iterator[str]:
    for pod in PODS.values():
        for container in pod["containers"]:
            yield from (variable["name"] for variable in container.get("env", ()))
    yield from ALL["ConfigMap/settings"]["data"]
    for service in compose()["services"].values():
        yield from service.get("environment", {})


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
    return found


def test_every_setting_that_is_set_exists() -> None:
    assert set(environment_names()) - KNOWN - WECHAT - FOREIGN == set()


def test_only_the_proxy_is_reached_from_outside_in_compose() -> None:
    services = compose()["services"]
    assert {name for name, one in services.items() if one.get("ports")} == {"proxy"}
    outside = {name for name, one in services.items() if "outside" in one.get("networks", ())}
    assert outside == {"proxy", "desk-1", "desk-2"}
    assert compose()["networks"]["inside"]["internal"] is True


def test_compose_hardens_everything_of_ours_and_migrates_first() -> None:
    services = compose()["services"]
    for name, one in services.items():
        assert name == "database" or one["read_only"] is True, name
        assert name == "database" or one["cap_drop"] == ["ALL"], name
        for other in one.get("depends_on", ()):
            assert other in services
    for name in ("desk-1", "desk-2", "brain-1", "brain-2"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert sum(name.startswith("brain-") for name in services) == 2


def test_the_proxies_know_the_names_of_compose() -> None:
    services = compose()["services"]
    for conf in ("desks.conf", "brains.conf"):
        names = re.findall(r"server ([\w-]+):", (DEPLOY / "proxy" / conf).read_text("utf-8"))
        assert len(names) == 2
        assert set(names) <= services.keys()


def test_kubernetes_has_a_line_for_every_brain() -> None:
    text = (DEPLOY / "kubernetes" / "proxy" / "brains.conf").read_text("utf-8")
    replicas = ALL["StatefulSet/brain"]["spec"]["replicas"]
    assert re.findall(r"server (brain-\d)\.brain:5005", text) == [f"brain-{n}" for n in range(replicas)]


@pytest.mark.parametrize("path", CONTAINERFILES, ids=lambda path: path.stem)
def test_images_are_built_in_stages_from_locked_packages_and_run_as_nobody(path: Path) -> None:
    text = path.read_text("utf-8")
    stages = [line for line in text.splitlines() if line.startswith("FROM ")]
    assert len(stages) >= 3
    assert all(":" in line for line in stages if "docker.io" in line)
    last = text[text.rindex("FROM ") :]
    assert "USER 10001:10001" in last
    assert "HEALTHCHECK" in last
    assert "STOPSIGNAL" in last
    assert "--require-hashes" in text
    for source in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        for name in source.split()[:-1]:
            assert (ROOT / name).exists(), name


def test_images_hold_every_folder_their_processes_import() -> None:
    """Each package that is imported from a copied one is copied as well."""
    for path, packages in zip(CONTAINERFILES, ({"bot", "telemetry"}, None), strict=True):
        last = path.read_text("utf-8").split("\nFROM ")[-1]
        copied = set(re.findall(r"^COPY (\w+) \w+$", last, re.MULTILINE))
        code = {name for name in copied if list((ROOT / name).glob("*.py"))}
        own = {one.name for one in ROOT.iterdir() if (one / "__init__.py").exists()}
        for package in code:
            for file in (ROOT / package).rglob("*.py"):
                if "node_modules" in file.parts:
                    continue
                for name in re.findall(r"^\s*(?:from|import) (\w+)", file.read_text("utf-8"), re.MULTILINE):
                    assert name not in own or name in copied, f"{path.name}: {file} imports {name}"
        assert packages is None or code == packages
