package dev.interlock.server.readiness;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Source;
import dev.interlock.engine.state.Actors;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.lint.Sources;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sources and servers that only one of the two knows, the bundle or the configuration, and what follows from it. */
final class SourceChecks {

    private final Deployment deployment;
    private final Authority authority;
    private final Report report;

    SourceChecks(Deployment deployment, Authority authority, Report report) {
        this.deployment = deployment;
        this.authority = authority;
        this.report = report;
    }

    void check() {
        sources();
        servers();
        enforcers();
        credentials();
        known();
    }

    private void sources() {
        Set<String> trusted = deployment.bundle().sources().keySet();
        Set<String> configured = deployment.config().registry().sources();
        for (String name : configured) {
            if (!trusted.contains(name)) {
                report.warning(
                        Check.SOURCE_UNKNOWN,
                        name,
                        deployment.inConfig().at("sources", name),
                        "the bundle names no source `" + name + "`: everything it reports is refused",
                        Suggestion.remedy(
                                name, trusted, "write `sources: {" + name + ": {trusted-for: []}}` in the bundle"));
            }
        }
        for (Source source : deployment.bundle().sources().values()) {
            if (!configured.contains(source.name())) {
                report.warning(
                        Check.SOURCE_MISSING,
                        source.name(),
                        deployment.inBundle().header("sources", source.name()),
                        "no source `" + source.name() + "` is configured: what it is trusted for is never reported",
                        "register it under `sources` in the configuration, or remove it from the bundle");
            }
        }
    }

    private SortedMap<String, ToolEntry> servers(boolean observed) {
        SortedMap<String, ToolEntry> first = new TreeMap<>();
        for (ToolEntry tool : deployment.tools()) {
            if (observed || !tool.observed()) {
                first.putIfAbsent(tool.server(), tool);
            }
        }
        return first;
    }

    private void servers() {
        Set<String> behind = new TreeSet<>(deployment.config().upstreams().keySet());
        behind.addAll(deployment.config().apis().keySet());
        Set<String> mapped = servers(false).keySet();
        for (String server : mapped) {
            if (!deployment.isReachable(server)) {
                report.warning(
                        Check.SERVER_MISSING,
                        server,
                        deployment.inBundle().server(server),
                        "no server `" + server + "` is configured: its tools cannot be called",
                        Suggestion.nearest(server, behind)
                                .filter(near -> !mapped.contains(near))
                                .map(near -> "`" + near + "` is configured: use the same name in both")
                                .orElse("configure it under `upstreams`, or remove its tools from the bundle"));
            }
        }
        for (String server : behind) {
            if (!mapped.contains(server)) {
                report.warning(
                        Check.SERVER_UNMAPPED,
                        server,
                        deployment.inConfig().at("upstreams", server),
                        "no tool of `" + server + "` is in the catalogue: every call to its tools is denied",
                        Suggestion.nearest(server, mapped)
                                .filter(near -> !deployment.isReachable(near))
                                .map(near -> "the catalogue has `" + near + "`: use the same name in both")
                                .orElse("draft its catalogue with `interlock catalog draft`, or remove the server"));
            }
        }
    }

    private void enforcers() {
        Set<String> known = servers(true).keySet();
        deployment
                .config()
                .authzen()
                .ifPresent(authzen -> authzen.callers()
                        .forEach((name, caller) -> caller.server()
                                .filter(server -> !known.contains(server))
                                .ifPresent(server -> report.warning(
                                        Check.ENFORCER_SERVER,
                                        name,
                                        deployment.inConfig().at("authzen", "callers", name, "server"),
                                        "the catalogue has no tools of `" + server + "`: requests of `" + name
                                                + "` that give only a tool name are denied",
                                        Suggestion.remedy(server, known, "map its tools in the catalogue")))));
    }

    /** Finds agents without owner that call servers with a credential, which is issued to nobody without one. */
    private void credentials() {
        Set<String> injected = new TreeSet<>();
        deployment
                .config()
                .upstreams()
                .forEach((name, upstream) -> upstream.credential().ifPresent(c -> injected.add(name)));
        deployment.config().apis().forEach((name, api) -> api.credential().ifPresent(c -> injected.add(name)));
        for (Caller agent : deployment.agents()) {
            if (!(Actors.ownOwner(agent) instanceof AttributeValue.Known)) {
                authority.calls(agent).stream()
                        .map(call -> call.tool().server())
                        .filter(injected::contains)
                        .findFirst()
                        .ifPresent(server -> report.error(
                                Check.CREDENTIAL_UNOWNED,
                                agent.name(),
                                deployment.agent(agent),
                                "no one is accountable for `" + agent.name()
                                        + "`, so no credential is issued for it: its calls to `" + server
                                        + "` fail",
                                "write `owner:` with the person or team accountable for it"));
            }
        }
    }

    /** Finds types whose objects have to be known, and that nothing that anybody can do makes known. */
    private void known() {
        Set<String> types = new TreeSet<>();
        for (ToolCall call : deployment.calls()) {
            if (!authority.makers(call).isEmpty()) {
                call.mappings().flatMap(mapping -> mapping.known().stream()).forEach(known -> {
                    if (types.add(known.type()) && !isEstablished(known.type())) {
                        report.warning(
                                Check.OBJECT_NEVER_KNOWN,
                                known.type(),
                                deployment
                                        .inBundle()
                                        .name(Sources.Part.TOOL, call.tool().name()),
                                "calls to `" + call.tool().name() + "` accept only a known `" + known.type()
                                        + "`, but none can become known: no agent can create one or write an unknown"
                                        + " one, and no configured source reports any",
                                "register a source that reports the existing ones, or remove `known`");
                    }
                });
            }
        }
    }

    private boolean isEstablished(String type) {
        boolean made = deployment.calls().stream()
                .filter(call -> !authority.makers(call).isEmpty())
                .anyMatch(call -> call.mappings().anyMatch(mapping -> makes(mapping, type))
                        || call.writes() && call.mappings().anyMatch(mapping -> takesUnknown(mapping, type)));
        return made
                || deployment.tools().stream()
                        .flatMap(ToolEntry::mappings)
                        .filter(mapping -> makes(mapping, type) || mapping.on().containsKey(type))
                        .anyMatch(mapping -> mapping.marks().stream().anyMatch(deployment::isTold));
    }

    private static boolean makes(Mapping mapping, String type) {
        return mapping.creates().containsKey(type);
    }

    private static boolean takesUnknown(Mapping mapping, String type) {
        List<String> known = mapping.known().stream().map(Mapping.Known::type).toList();
        return mapping.on().containsKey(type) && !known.contains(type);
    }
}
