package dev.interlock.bench.replay;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.policy.load.MemoryTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bundle of a gate. Rules are files of this package; the catalogue is written here from the labels of the corpus: one
 * upstream for each suite, a duty, labels and a sink for each tool.
 */
final class CorpusBundle {

    private CorpusBundle() {}

    static PolicyBundle.Compiled of(Corpus corpus, Gate gate) throws IOException {
        Map<String, String> files = new TreeMap<>();
        files.put("interlock.yaml", resource("interlock.yaml"));
        files.put("intents.yaml", resource("intents.yaml"));
        files.put("rules.yaml", resource(gate.text + ".yaml"));
        corpus.labels().forEach((suite, tools) -> files.put("catalog/" + suite + ".yaml", catalog(suite, tools)));
        return switch (PolicyBundle.load(tree(files))) {
            case PolicyBundle.Compiled compiled -> compiled;
            case PolicyBundle.Rejected rejected ->
                throw new IOException("the bundle of `" + gate.text + "` has errors:\n"
                        + new TextRenderer(false).render(rejected.diagnostics()));
        };
    }

    private static MemoryTree tree(Map<String, String> files) {
        Map<String, byte[]> bytes = new TreeMap<>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return new MemoryTree(bytes);
    }

    private static String catalog(String suite, Map<String, String> tools) {
        var text =
                new StringBuilder("server: " + suite + "\nno-effect: [401-challenge, 404-session, is-error]\ntools:\n");
        tools.forEach((tool, letters) -> text.append("  ")
                .append(tool)
                .append(": {")
                .append(entry(letters))
                .append("}\n"));
        return text.toString();
    }

    private static String entry(String letters) {
        boolean fetches = letters.indexOf('E') >= 0;
        boolean acts = Corpus.acts(letters);
        List<String> labels = new ArrayList<>();
        if (letters.indexOf('U') >= 0) {
            labels.add("untrusted");
            if (!fetches) {
                labels.add("untrusted-read");
            }
        }
        if (letters.indexOf('S') >= 0) {
            labels.add("sensitive");
        }
        String does = fetches
                ? "duty: tool.fetch, sink: fetch, risk: acting"
                : acts ? "duty: tool.act, sink: act, risk: acting" : "duty: tool.read, effect: read, risk: reading";
        return labels.isEmpty() ? does : does + ", labels: [" + String.join(", ", labels) + "]";
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = CorpusBundle.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the file `" + name + "` is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
