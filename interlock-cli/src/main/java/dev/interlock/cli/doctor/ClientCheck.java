package dev.interlock.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.init.ClientFile;
import dev.interlock.cli.init.FoundServer;
import dev.interlock.cli.init.ServerEntry;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.upstream.ApiConfig;
import dev.interlock.server.upstream.UpstreamConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds clients on this machine that reach servers past a gateway, or have the credentials of its upstreams. */
public final class ClientCheck {

    private final Collection<UpstreamConfig> upstreams;
    private final Secrets secrets;
    private final List<URI> gateways;
    private final Map<String, String> environment;

    /**
     * Makes a check.
     *
     * @param upstreams the servers behind the gateway; none where only a running server is known
     * @param gateways by which addresses clients reach the gateway over HTTP
     */
    public ClientCheck(
            Collection<UpstreamConfig> upstreams,
            Collection<ApiConfig> apis,
            List<URI> gateways,
            Map<String, String> environment) {
        this.upstreams = List.copyOf(upstreams);
        this.secrets = Secrets.of(upstreams, apis);
        this.gateways = List.copyOf(gateways);
        this.environment = Map.copyOf(environment);
    }

    /** The address of a server that listens here. */
    public static URI gateway(Listen listen) {
        return URI.create(listen.scheme() + "://" + listen);
    }

    /** Looks at the clients of a person and of a project. */
    public List<Finding> findings(Path home, Path project) {
        List<Finding> found = new ArrayList<>();
        for (KnownClients.Place place : KnownClients.of(home, project, environment)) {
            client(place, found);
        }
        if (found.isEmpty()) {
            found.add(Finding.ok(Area.CLIENTS, home, "no known client on this machine has an MCP server configured"));
        }
        return found;
    }

    /** Looks for credentials in the environment that programs inherit from here, and in those of agents that run. */
    public List<Finding> environments(Path processes) {
        List<Finding> found = new ArrayList<>();
        secrets.in(environment)
                .ifPresent(has -> found.add(Finding.warning(
                        Area.PAST,
                        "this shell",
                        has + ", so agents started from it have it, too",
                        "keep it in a file that only the server's user can read, and write `{from-file: FILE}`")));
        for (AgentProcesses.Agent agent : AgentProcesses.below(processes)) {
            secrets.in(agent.environment())
                    .ifPresent(has -> found.add(Finding.problem(
                            Area.PAST,
                            agent.program() + " (pid " + agent.pid() + ")",
                            has + ", so its agent can bypass the gateway",
                            "start the agent without that variable, and rotate the credential")));
        }
        return found;
    }

    private void client(KnownClients.Place place, List<Finding> found) {
        Map<String, JsonNode> entries;
        try {
            entries = ClientFile.entries(place.file());
        } catch (IOException e) {
            found.add(Finding.warning(
                    Area.CLIENTS,
                    place.file(),
                    "the servers of " + place.client() + " cannot be determined: the file "
                            + Screen.printable(String.valueOf(e.getMessage())),
                    "correct the file"));
            return;
        }
        int before = found.size();
        int behind = 0;
        for (var entry : entries.entrySet()) {
            if (!ServerEntry.isOff(entry.getValue())) {
                behind += entry(place, entry.getKey(), entry.getValue(), found) ? 1 : 0;
            }
        }
        if (found.size() == before && behind > 0) {
            found.add(Finding.ok(
                    Area.CLIENTS, place.file(), place.client() + " reaches all its servers through a gateway"));
        }
    }

    /** Looks at an entry. Returns whether it is a gateway. */
    private boolean entry(KnownClients.Place place, String key, JsonNode value, List<Finding> found) {
        String here = place.file() + ", `" + Screen.printable(key) + "`";
        if (ServerEntry.isInterlock(value)) {
            tokenFile(value)
                    .filter(file -> !Files.isReadable(file))
                    .ifPresent(file -> found.add(Finding.problem(
                            Area.CLIENTS,
                            here,
                            "the token file `" + file + "` cannot be read, so " + place.client()
                                    + " does not reach the gateway",
                            "give the agent's token file after --token-file")));
            return true;
        }
        FoundServer server;
        try {
            server = new ServerEntry(place.file(), environment, /* exact= */ false).read(key, value);
        } catch (WrongUsage e) {
            found.add(Finding.warning(
                    Area.CLIENTS,
                    here,
                    place.client() + " has a server that cannot be identified",
                    "correct the entry"));
            return false;
        }
        if (server.url().filter(this::isGateway).isPresent()) {
            return true;
        }
        secrets.in(value + " " + server.environment() + server.headers())
                .ifPresent(has -> found.add(Finding.problem(
                        Area.PAST,
                        here,
                        place.client() + " has " + has + ", so its agent can bypass the gateway",
                        "remove it from that file, and rotate the credential")));
        Optional<UpstreamConfig> same =
                upstreams.stream().filter(upstream -> isSame(server, upstream)).findFirst();
        found.add(
                same.isPresent()
                        ? Finding.problem(
                                Area.PAST,
                                here,
                                place.client() + " uses `" + same.get().name()
                                        + "`, which is behind the gateway, directly",
                                "replace its command or address with `interlock connect "
                                        + same.get().name() + " --token-file FILE`")
                        : Finding.warning(
                                Area.CLIENTS,
                                here,
                                place.client() + " uses a server that is not behind a gateway",
                                "put it behind one: `interlock init --from '" + place.file()
                                        + "'` makes a gateway, and `upstreams` adds the server to yours"));
        return false;
    }

    private boolean isGateway(URI url) {
        return gateways.stream()
                .anyMatch(gateway -> port(gateway) == port(url)
                        && (gateway.getHost().equals(url.getHost()) || isLocal(gateway) && isLocal(url)));
    }

    private static boolean isLocal(URI url) {
        return List.of("localhost", "127.0.0.1", "[::1]", "0.0.0.0", "[::]").contains(url.getHost());
    }

    private static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    }

    /** Returns whether the server is one of those behind the gateway: the same program, or the same address. */
    private static boolean isSame(FoundServer server, UpstreamConfig upstream) {
        return switch (upstream) {
            case UpstreamConfig.Stdio stdio ->
                !server.command().isEmpty()
                        && (server.command().equals(stdio.command())
                                || FoundServer.programOf(server.command())
                                        .equals(FoundServer.programOf(stdio.command())));
            case UpstreamConfig.Http http ->
                server.url()
                        .filter(url -> http.urls().stream()
                                .anyMatch(behind -> url.getHost().equalsIgnoreCase(behind.getHost())
                                        && port(url) == port(behind)
                                        && String.valueOf(url.getPath()).equals(String.valueOf(behind.getPath()))))
                        .isPresent();
        };
    }

    private static Optional<Path> tokenFile(JsonNode entry) {
        String before = "";
        for (JsonNode argument : entry.path("args")) {
            if (before.equals("--token-file")) {
                return Optional.of(Path.of(argument.asText()));
            }
            before = argument.asText();
        }
        return Optional.empty();
    }
}
