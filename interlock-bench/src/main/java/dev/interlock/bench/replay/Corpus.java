package dev.interlock.bench.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.PlainJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The recorded runs of the shared corpus {@code agentdojo}: what a gateway would have seen of them. Who was attacked and how it
 * ended is in the answer key, which only {@link Score} opens, after everything was decided.
 *
 * @param labels by suite and tool, as letters
 * @param results the texts that calls returned, by their names
 */
record Corpus(List<Run> runs, Map<String, Map<String, String>> labels, Map<String, String> results) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One task of one assistant. */
    record Run(String id, String suite, String model, String prompt, List<Call> calls) {

        Run with(List<Call> other) {
            return new Run(id, suite, model, prompt, other);
        }

        /** The server of a call's tool: the suite, unless the tool names another. */
        String server(Call call) {
            int slash = call.tool().indexOf('/');
            return slash < 0 ? suite : call.tool().substring(0, slash);
        }
    }

    /**
     * One call.
     *
     * @param turn calls of one turn were made at once
     * @param session the task in which it is made: the only one, in a recorded run
     * @param tool its name; with the name of its server before it ({@code server/tool}) where that is not the suite
     * @param failed whether the tool answered with an error
     * @param result name of the text that it returned: what it was asked for, or the error
     */
    record Call(
            int seq,
            int turn,
            Session session,
            String tool,
            Map<String, @Nullable Object> args,
            boolean failed,
            String result) {

        Call in(Session other) {
            return new Call(seq, turn, other, tool, args, failed, result);
        }

        Call returning(String other) {
            return new Call(seq, turn, session, tool, args, failed, other);
        }
    }

    /** The folder with the corpus. */
    static Path folder() throws IOException {
        String named = Objects.requireNonNullElse(System.getenv("INTERLOCK_SHARED"), "");
        Path root = Path.of(System.getProperty("interlock.root", ""));
        for (Path shared : List.of(Path.of(named), root.resolve("shared"), root.resolveSibling("shared"))) {
            Path folder = shared.resolve("corpus").resolve("agentdojo");
            if (Files.isRegularFile(folder.resolve("runs.jsonl.gz"))) {
                return folder;
            }
        }
        throw new IOException("there is no `corpus/agentdojo` in INTERLOCK_SHARED (`" + named
                + "`) or in a folder `shared` next to the checkout");
    }

    static Corpus read(Path folder) throws IOException {
        Map<String, Run> runs = new LinkedHashMap<>();
        lines(
                folder.resolve("runs.jsonl.gz"),
                line -> runs.put(
                        line.get("run").textValue(),
                        new Run(
                                line.get("run").textValue(),
                                line.get("suite").textValue(),
                                line.get("model").textValue(),
                                line.get("user_prompt").asText(),
                                new ArrayList<>())));
        Map<String, String> results = new HashMap<>();
        lines(folder.resolve("calls.jsonl.gz"), line -> {
            Run run = runs.get(line.get("run").textValue());
            if (run != null) {
                run.calls()
                        .add(new Call(
                                line.get("seq").intValue(),
                                line.get("turn").intValue(),
                                Session.MAIN,
                                line.get("tool").textValue(),
                                PlainJson.of((ObjectNode) line.get("args")),
                                !line.get("error").isNull(),
                                result(line, results)));
            }
        });
        lines(
                folder.resolve("results.jsonl.gz"),
                line -> results.put(line.get("id").textValue(), line.get("text").textValue()));
        return new Corpus(List.copyOf(runs.values()), labels(folder), results);
    }

    private static String result(JsonNode call, Map<String, String> results) {
        if (call.get("error").isNull()) {
            return call.path("result").asText("");
        }
        String error = call.get("error").asText();
        results.put(error, error);
        return error;
    }

    private static Map<String, Map<String, String>> labels(Path folder) throws IOException {
        Map<String, Map<String, String>> labels = new TreeMap<>();
        JSON.readTree(Files.readAllBytes(folder.resolve("labels.json")))
                .properties()
                .forEach(suite -> {
                    Map<String, String> tools = labels.computeIfAbsent(suite.getKey(), s -> new TreeMap<>());
                    suite.getValue()
                            .properties()
                            .forEach(tool ->
                                    tools.put(tool.getKey(), tool.getValue().textValue()));
                });
        return labels;
    }

    /** The runs of one suite, or of all. */
    Corpus only(String suite, String all) {
        return suite.equals(all)
                ? this
                : new Corpus(
                        runs.stream().filter(run -> run.suite().equals(suite)).toList(), labels, results);
    }

    /** The letters of a tool; empty for one that nobody labelled. */
    String labels(String suite, String tool) {
        return labels.getOrDefault(suite, Map.of()).getOrDefault(tool, "");
    }

    /** Whether a tool changes state, reaches others, or can carry data out. */
    boolean acts(String suite, String tool) {
        return acts(labels(suite, tool));
    }

    static boolean acts(String letters) {
        return letters.indexOf('C') >= 0 || letters.indexOf('X') >= 0 || letters.indexOf('E') >= 0;
    }

    static void lines(Path file, Consumer<JsonNode> each) throws IOException {
        try (var in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while (line != null) {
                if (!line.isBlank()) {
                    each.accept(JSON.readTree(line));
                }
                line = in.readLine();
            }
        }
    }
}
