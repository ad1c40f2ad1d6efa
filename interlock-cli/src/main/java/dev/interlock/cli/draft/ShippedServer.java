package dev.interlock.cli.draft;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.enforce.Drift;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The reviewed policy of one real MCP server, as it is put into the bundle of a new gateway. Immutable; the texts are read from its folder.
 *
 * @param name of the bundle, as in {@code shipped:memory}
 * @param packaged the name of the server's package
 * @param version the version of the package whose tools were reviewed
 * @param listed the day on which the tools were listed, as in {@code 2026-11-29}
 */
public record ShippedServer(
        String name, String packaged, String version, String listed, Path folder, PolicyBundle.Compiled policy) {

    private static final String INTENTS = "\nintents:\n";

    /** Returns the duties that its tools carry out. */
    SortedSet<String> duties() {
        var duties = new TreeSet<String>();
        catalog()
                .tools()
                .values()
                .forEach(tool -> tool.mappings()
                        .forEach(mapping -> mapping.marks().stream()
                                .filter(mark -> mark.indexOf('/') < 0)
                                .forEach(duties::add)));
        return duties;
    }

    /** Returns the types of the objects that its tools act on. */
    SortedSet<String> types() {
        return new TreeSet<>(policy.engine().types().keySet());
    }

    /** Returns what its rules say, by their ids. */
    public Map<String, String> rules() {
        SortedMap<String, String> rules = new TreeMap<>();
        policy.engine()
                .rules()
                .forEach((Rule rule) -> rules.put(rule.id(), rule.head().title()));
        return rules;
    }

    /** Returns whether both define something of one name, so that one bundle cannot have both. */
    boolean sharesNamesWith(ShippedServer other) {
        return duties().stream().anyMatch(other.duties()::contains)
                || types().stream().anyMatch(other.types()::contains)
                || rules().keySet().stream().anyMatch(other.rules()::containsKey)
                || policy.engine().intents().keySet().stream()
                        .anyMatch(other.policy.engine().intents()::containsKey);
    }

    Catalog catalog() {
        return policy.catalog();
    }

    /** Returns the files of its catalogue, its rules and their scenarios for a bundle in which the server has another name. */
    Map<String, String> files(String server) {
        String catalog = text("catalog.yaml").replaceFirst("(?m)^server: .*$", "server: " + server);
        return Map.of(
                "catalog/" + server + ".yaml",
                "# The reviewed catalogue of `shipped:" + name + "`, for " + packaged + " " + version
                        + ". Calls to a changed tool are held, and calls to a new tool are denied.\n" + catalog,
                "rules/" + server + ".yaml",
                "# The reviewed rules of `shipped:" + name + "`.\n" + text("rules.yaml"),
                "tests/servers/" + server + ".yaml",
                text("tests/rules.yaml").replaceAll("\\bcall: " + Pattern.quote(name) + "/", "call: " + server + "/"));
    }

    /** Returns its intents, as they are written below {@code intents}. */
    String intents() {
        String header = text("interlock.yaml");
        return header.substring(header.indexOf(INTENTS) + INTENTS.length());
    }

    private String text(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the tools that differ from what was reviewed, without those that nobody pinned. */
    List<Drift> drift(List<ObjectNode> tools) {
        return Drift.between(catalog(), name, tools).stream()
                .filter(Drift::differs)
                .toList();
    }
}
