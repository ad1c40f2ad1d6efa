package dev.interlock.bench.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The configuration, the bundle and the cast of a measurement, in a folder; and the tasks in which calls are made. */
final class Stage {

    /** Agents, each with a task of its own: as many as there are clients at the most. */
    static final int AGENTS = 64;

    private final Path config;
    private final List<Token> agents = new ArrayList<>();
    private final Token person = Token.create(new SecureRandom());

    /** @param delays for each, in milliseconds, there is a server that takes so long */
    Stage(Path folder, int fixturePort, List<Integer> delays) throws IOException {
        Path bundle = Files.createDirectories(folder.resolve("bundle"));
        StringBuilder upstreams = new StringBuilder();
        StringBuilder include = new StringBuilder();
        for (int delay : delays) {
            String server = server(delay);
            include.append(server).append(".yaml, ");
            // The types of objects are named once.
            String catalogue = resource("catalog.yaml").replace("SERVER", server);
            Files.writeString(
                    bundle.resolve(server + ".yaml"),
                    delay == delays.getFirst() ? catalogue : catalogue.replace("objects:\n  vendor: {}\n", ""));
            upstreams.append("  %s: {url: \"http://127.0.0.1:%d/%d\"}\n".formatted(server, fixturePort, delay));
        }
        Files.writeString(
                bundle.resolve("interlock.yaml"),
                resource("bundle.yaml") + "\ninclude: [" + include + "intents.yaml, rules.yaml]\n");
        for (String file : List.of("intents.yaml", "rules.yaml")) {
            Files.writeString(bundle.resolve(file), resource(file));
        }
        StringBuilder cast = new StringBuilder();
        for (int i = 0; i < AGENTS; i++) {
            agents.add(Token.create(new SecureRandom()));
            cast.append("  agent-%d: {token: \"%s\", owner: owner-%d, model: m1, root: true}\n"
                    .formatted(i, agents.getLast().hash(), i));
        }
        config = Files.writeString(folder.resolve("interlock-server.yaml"), """
            domain: bench.example.com
            listen: 127.0.0.1:0
            data: data
            bundle: bundle
            limits: {agent: {rate: any, concurrent: 128}}
            upstreams:
            %sagents:
            %speople:
              vera: {token: "%s", groups: [approvers]}
              victor: {token: "%s", groups: [approvers]}
            """.formatted(
                upstreams, cast, person.hash(), Token.create(new SecureRandom()).hash()));
    }

    /** The name of the server that takes so many milliseconds. */
    static String server(int delay) {
        return "after-" + delay + "-ms";
    }

    static String resource(String name) throws IOException {
        try (InputStream in = Stage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("`" + name + "` is missing from the benchmark");
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    String config() {
        return config.toString();
    }

    String token(int agent) {
        return agents.get(agent % AGENTS).reveal();
    }

    /** Opens a task for each agent at a server that listens there: their ids. */
    List<String> openTasks(int port) throws IOException, InterruptedException {
        List<String> tasks = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < AGENTS; i++) {
                HttpRequest open = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/tasks"))
                        .header("Authorization", "Bearer " + person.reveal())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("""
                            {"agent":"agent-%d","intent":"keep-vendors","instruction":"Keep them right"}\
                            """.formatted(i)))
                        .build();
                HttpResponse<String> answer = http.send(open, HttpResponse.BodyHandlers.ofString());
                tasks.add(id(answer.body()).orElseThrow(() -> new IOException("no task was opened: " + answer.body())));
            }
        }
        return tasks;
    }

    private static Optional<String> id(String body) {
        int at = body.indexOf("\"id\":\"t-");
        return at < 0 ? Optional.empty() : Optional.of(body.substring(at + 6, body.indexOf('"', at + 6)));
    }
}
