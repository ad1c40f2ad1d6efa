package dev.interlock.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.AgentProcess.Speaks;
import dev.interlock.demo.testdomain.TestTrustDomain;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.domain.Clocks;
import dev.interlock.server.tls.ClientTls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** The stage of a play: a gateway with its parties, and what agents and people do there, told as it happens. */
final class Stage implements AutoCloseable {

    private final InterlockServer server;
    private final URI url;
    private final String endpoint;
    private final Path folder;
    private final TestTrustDomain trust;
    private final Cast cast;
    private final Office office;
    private final Story story;
    private final ToIntFunction<List<String>> interlock;

    private Stage(
            InterlockServer server,
            String endpoint,
            Path folder,
            TestTrustDomain trust,
            Cast cast,
            Story story,
            ToIntFunction<List<String>> interlock)
            throws IOException {
        this.server = server;
        this.url = URI.create("https://127.0.0.1:" + server.port());
        this.endpoint = endpoint;
        this.folder = folder;
        this.trust = trust;
        this.cast = cast;
        this.office = new Office(url, ClientTls.context(Optional.of(trust.authority()), Optional.empty()), cast);
        this.story = story;
        this.interlock = interlock;
    }

    /**
     * Starts the gateway.
     *
     * @param endpoint the path at which the agents call tools
     * @param folder for what the parties prove themselves with
     * @param interlock runs the command line with these arguments in the story, and gives its exit code
     */
    static Stage open(
            ServerConfig config,
            PolicyBundle.Compiled policy,
            String endpoint,
            Path folder,
            TestTrustDomain trust,
            Cast cast,
            Story story,
            ToIntFunction<List<String>> interlock)
            throws IOException {
        InterlockServer server = InterlockServer.start(config, policy, Clocks.system());
        try {
            return new Stage(server, endpoint, folder, trust, cast, story, interlock);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    Office office() {
        return office;
    }

    /** Makes links to the console, each of which signs one person in once. */
    SortedMap<String, String> consoleLinks() {
        return server.consoleLinks();
    }

    /** Starts the process of an agent. */
    AgentProcess start(String name) throws IOException {
        return AgentProcess.start(name, cast.credentials(name, folder));
    }

    /** Starts another process of an agent, which was admitted to a break-glass lane. */
    AgentProcess startInLane(String name, String credential) throws IOException {
        return AgentProcess.start(name, cast.credentials(name, folder).inLane(credential));
    }

    void connect(AgentProcess agent, Speaks era, Optional<String> task) throws IOException {
        String revision = agent.connect(url.resolve(endpoint), era, task);
        story.note(agent.name() + " connects, speaking MCP " + revision
                + task.map(named -> ", in task " + named).orElse(""));
    }

    Answer call(AgentProcess agent, String tool, ObjectNode arguments) throws IOException {
        Answer answer = agent.call(tool, arguments);
        story.call(agent.name(), arguments, answer);
        return answer;
    }

    /** Runs the command line as a person, and insists on how it ends. */
    void interlock(String person, int exit, String... words) throws IOException {
        var arguments = new ArrayList<>(List.of(words));
        story.note("$ ./interlock "
                + Arrays.stream(words)
                        .map(word -> word.contains(" ") ? "\"" + word + "\"" : word)
                        .collect(Collectors.joining(" "))
                + "    (as " + person + ")");
        arguments.addAll(List.of("--url", url.toString(), "--ca"));
        arguments.add(trust.authority().toString());
        arguments.add("--token-file");
        arguments.add(cast.tokenFile(person, folder).toString());
        int ended = interlock.applyAsInt(arguments);
        if (ended != exit) {
            throw new IllegalStateException("the command exited with " + ended + ", not with " + exit);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
