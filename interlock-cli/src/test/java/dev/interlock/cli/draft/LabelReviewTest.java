package dev.interlock.cli.draft;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The draft of ten real servers of npm, compared with what a person wrote about each of their tools before the drafter proposed labels
 * ({@code draft/review/README.md} says how). One duty, one object that an argument names, and one label, sink, role or flag is one item.
 * An item counts as found if both have it; one that only the review or only the draft has counts against the draft.
 */
class LabelReviewTest {

    private static final List<String> SERVERS = List.of(
            "chrome-devtools",
            "everything",
            "filesystem",
            "github",
            "kubernetes",
            "memory",
            "mongodb",
            "notion",
            "playwright",
            "stripe");
    private static final double WANTED = 0.9;

    /** The labels of a server's tools by a person and by the draft. */
    private record Compared(int same, int differing, List<String> differences) {

        double share() {
            return (double) same / (same + differing);
        }

        Compared and(Compared other) {
            List<String> all = new ArrayList<>(differences);
            all.addAll(other.differences);
            return new Compared(same + other.same, differing + other.differing, all);
        }
    }

    @Test
    void theDraftSaysWhatAReviewerSaysOfNineItemsInTen() throws IOException {
        Compared all = new Compared(0, 0, List.of());
        Map<String, Compared> byServer = new LinkedHashMap<>();
        for (String server : SERVERS) {
            Compared compared = compare("review", "tools", server);
            byServer.put(server, compared);
            all = all.and(compared);
        }
        all.differences().forEach(System.out::println);
        byServer.forEach((server, compared) -> print(server, compared));
        print("all ten", all);

        assertThat(all.share()).isGreaterThanOrEqualTo(WANTED);
    }

    /** The drafter was not changed for these two servers: they show what it does with one that nobody had in mind. */
    @Test
    void serversThatTheDrafterWasNotMadeForAreUnderstoodToo() throws IOException {
        Compared both = compare("unseen", "unseen", "sentry").and(compare("unseen", "unseen", "supabase"));
        both.differences().forEach(System.out::println);
        print("two unseen", both);

        assertThat(both.share()).isGreaterThanOrEqualTo(0.5);
    }

    private static void print(String name, Compared compared) {
        System.out.printf(
                "%s: %.1f%% (%d of %d items)%n",
                name, 100 * compared.share(), compared.same(), compared.same() + compared.differing());
    }

    private static Compared compare(String reviews, String lists, String server) throws IOException {
        Map<?, ?> review = tools(text(reviews + "/" + server + ".yaml"));
        List<ObjectNode> offered = new ArrayList<>();
        for (JsonNode tool : new ObjectMapper().readTree(text(lists + "/" + server + ".json"))) {
            offered.add((ObjectNode) tool);
        }
        Map<?, ?> draft = tools(new CatalogDraft(server, List.of("low", "high", "critical")).of(offered));
        assertThat(draft.keySet()).isEqualTo(review.keySet());
        int same = 0;
        int differing = 0;
        List<String> differences = new ArrayList<>();
        for (Object tool : review.keySet()) {
            SortedSet<String> reviewed = items(review.get(tool));
            SortedSet<String> drafted = items(draft.get(tool));
            for (String item : reviewed) {
                if (drafted.remove(item)) {
                    same++;
                } else {
                    differing++;
                    differences.add(server + "/" + tool + ": not drafted: " + item);
                }
            }
            differing += drafted.size();
            drafted.forEach(item -> differences.add(server + "/" + tool + ": only drafted: " + item));
        }
        return new Compared(same, differing, differences);
    }

    private static Map<?, ?> tools(String yaml) {
        var load = new Load(LoadSettings.builder().build());
        return new TreeMap<>((Map<?, ?>) ((Map<?, ?>) load.loadFromString(yaml)).get("tools"));
    }

    private static SortedSet<String> items(Object entry) {
        Map<?, ?> tool = (Map<?, ?>) entry;
        SortedSet<String> items = new TreeSet<>();
        for (String key : List.of("duty", "effect", "sink", "labels")) {
            each(tool.get(key), value -> items.add(key + " " + value));
        }
        // these further sinks follow from what the tool asks
        items.removeAll(List.of("sink delete", "sink payment"));
        for (String key : List.of("on", "of", "creates")) {
            Map<?, ?> objects = tool.get(key) instanceof Map<?, ?> map ? map : Map.of();
            objects.forEach((type, path) -> items.add((key.equals("of") ? "on" : key) + " " + type + ": " + path));
        }
        Map<?, ?> content = tool.get("content") instanceof Map<?, ?> map ? map : Map.of();
        content.forEach((key, value) -> {
            if (value instanceof Map<?, ?> roles) {
                roles.forEach((role, paths) -> each(paths, path -> items.add("result " + role + " " + path)));
            } else {
                each(value, path -> items.add(key + " " + path));
            }
        });
        return items;
    }

    private static void each(Object value, java.util.function.Consumer<Object> use) {
        if (value instanceof List<?> list) {
            list.forEach(use);
        } else if (value != null) {
            use.accept(value);
        }
    }

    private static String text(String file) throws IOException {
        try (InputStream in = LabelReviewTest.class.getResourceAsStream("/draft/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
