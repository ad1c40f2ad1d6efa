package dev.interlock.cli.command.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.init.FoundServer;
import dev.interlock.cli.init.ServerLogin;
import dev.interlock.cli.terminal.Logging;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.server.app.Upstreams;
import dev.interlock.server.render.Plain;
import dev.interlock.server.setting.Limits;
import dev.interlock.server.upstream.UpstreamConfig;
import dev.interlock.server.upstream.UpstreamException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Model.CommandSpec;

/** Asks servers for their tools, side by side, and says of each that cannot be asked what it needs. */
final class OfferedByServers {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PrintWriter err;
    private final Optional<InitQuestions> questions;

    OfferedByServers(CommandSpec spec, Optional<InitQuestions> questions) {
        this.err = spec.commandLine().getErr();
        this.questions = questions;
        // The standard error of a process often says why it cannot be asked.
        Logging.ofServers(Surroundings.of(spec).environment().getOrDefault("INTERLOCK_LOG", ""));
    }

    /**
     * The offer of a server.
     *
     * @param ownName what the server calls itself
     * @param tools as it lists them
     */
    record Offer(Optional<String> ownName, List<ObjectNode> tools) {}

    /** The answer of a server: its offer, or why there is none. */
    private record Answer(Optional<Offer> offer, String why) {}

    /** Returns the offer of each server that can be asked, in their order; the others are reported. */
    Map<FoundServer, Offer> ask(List<FoundServer> servers) throws InterruptedException {
        err.println("listing the tools of "
                + String.join(", ", servers.stream().map(FoundServer::name).toList()) + " ...");
        err.flush();
        Map<FoundServer, Offer> offered = new LinkedHashMap<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> asked = new ArrayList<>();
            servers.forEach(server -> asked.add(threads.submit(() -> answer(server))));
            for (int i = 0; i < servers.size(); i++) {
                FoundServer server = servers.get(i);
                Answer answer = result(asked.get(i));
                if (answer.offer().isPresent()) {
                    offered.put(server, answer.offer().get());
                } else {
                    refused(server, answer.why())
                            .ifPresent(loggedIn -> offered.put(loggedIn.server(), loggedIn.offer()));
                }
            }
        }
        return offered;
    }

    private static Answer result(Future<Answer> asked) throws InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Answer answer(FoundServer server) {
        UpstreamConfig config = server.url().isPresent()
                ? new UpstreamConfig.Http(
                        server.name(), server.url().get(), server.headers(), UpstreamConfig.Era.AUTO, PATIENCE)
                : new UpstreamConfig.Stdio(
                        server.name(),
                        server.command(),
                        server.environment(),
                        server.directory(),
                        UpstreamConfig.Era.AUTO,
                        PATIENCE);
        try (var opened = Upstreams.open(config, Limits.DEFAULT)) {
            List<ObjectNode> tools = opened.listTools();
            if (tools.isEmpty()) {
                return new Answer(Optional.empty(), "it offers no tools, so there is nothing to decide");
            }
            Optional<String> ownName =
                    opened.describe().serverInfo().map(info -> info.path("name").asText());
            return new Answer(Optional.of(new Offer(ownName, tools)), "");
        } catch (UpstreamException e) {
            return new Answer(Optional.empty(), Plain.of(e.getMessage()));
        }
    }

    private record LoggedIn(FoundServer server, Offer offer) {}

    /** Says what a server needs. Returns its tools where somebody at the terminal gave it at once. */
    private Optional<LoggedIn> refused(FoundServer server, String why) throws InterruptedException {
        Optional<ServerLogin> login =
                server.url().isPresent() ? ServerLogin.of(server.url().get()) : Optional.empty();
        if (login.isEmpty()) {
            err.println("interlock: the tools of `" + server.name() + "` cannot be listed: " + why);
            err.println(
                    server.url().isPresent()
                            ? "(is it running, and is this its streamable HTTP address?)"
                            : "(run its command on its own to see what it needs, and pass variables such as its "
                                    + "key with --env NAME)");
            return Optional.empty();
        }
        if (!server.headers().isEmpty()) {
            err.println("interlock: `" + server.name() + "` does not accept the token that it was sent (HTTP 401)");
        }
        tell(server, login.get());
        Optional<String> token = questions.flatMap(asking ->
                asking.secret("Token for `" + server.name() + "` (not shown; leave empty to skip the server): "));
        if (token.isEmpty()) {
            return Optional.empty();
        }
        FoundServer with = server.withToken(token.get());
        Answer answer = answer(with);
        if (answer.offer().isEmpty()) {
            err.println("interlock: the tools of `" + server.name() + "` cannot be listed with this token: "
                    + answer.why());
        }
        return answer.offer().map(offer -> new LoggedIn(with, offer));
    }

    private void tell(FoundServer server, ServerLogin login) {
        err.println("interlock: `" + server.name() + "` requires a login (HTTP 401)"
                + (login.authorities().isEmpty() ? "" : " at " + String.join(", ", login.authorities()))
                + (login.scopes().isEmpty() ? "" : ", for " + String.join(", ", login.scopes())));
        err.println("  The gateway does not log in to servers. It sends a token or key that you give it:");
        err.println("  get one there, put it into an environment variable, and add --token-env " + server.name()
                + "=VARIABLE; it is kept with the gateway's secrets.");
        err.println("  For tokens that are issued for each task and revoked with it, see docs/credentials.md "
                + "and docs/oauth.md; for people who log in to the gateway, docs/login.md.");
        err.flush();
    }
}
