package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.server.mcp.GovernedMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A difference between a tool of an upstream and what the catalogue says of it.
 *
 * @param tool {@code server/tool}
 * @param digest of the tool as it is offered now; empty when it is not offered
 * @param unknown the arguments that the catalogue names under {@code content} and the tool does not have
 */
public record Drift(String tool, What what, String digest, List<String> unknown) {

    private Drift(String tool, What what, String digest) {
        this(tool, what, digest, List.of());
    }

    /** The keywords by which a schema may have arguments that are not among its {@code properties}. */
    private static final List<String> OPEN = List.of("$ref", "allOf", "anyOf", "oneOf", "if", "dependentSchemas");

    /** The kinds of difference. */
    public enum What {
        /** The tool is offered, and not in the catalogue: its calls are denied. */
        NEW,
        /** The tool is in the catalogue, and not offered. */
        MISSING,
        /** The tool is not what somebody reviewed: its calls are held. */
        CHANGED,
        /** The catalogue gives a role to an argument that the tool does not have: nobody looks at the one that is meant. */
        MISNAMED,
        /** The entry of the tool has no digest, so a change would not be seen. */
        UNPINNED;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns whether something is otherwise than the catalogue says. */
    public boolean differs() {
        return what != What.UNPINNED;
    }

    public String text() {
        return switch (what) {
            case NEW ->
                "new       " + tool + ": not in the catalogue, so its calls are denied; `reviewed: " + digest + "`";
            case MISSING -> "missing   " + tool + ": in the catalogue, but no longer offered";
            case CHANGED ->
                "changed   " + tool + ": not as reviewed, so its calls are held; now `reviewed: " + digest + "`";
            case MISNAMED ->
                "misnamed  " + tool
                        + ": `content` names arguments that the tool does not have, so no rule checks the "
                        + "intended ones: " + String.join(", ", unknown);
            case UNPINNED ->
                "unpinned  " + tool + ": a change to it would go unnoticed; add `reviewed: " + digest + "`";
        };
    }

    /** Returns the differences of one upstream, by the names of the tools. Entries of methods, such as {@code mcp:prompts/get}, are none. */
    public static List<Drift> between(Catalog catalog, String server, List<ObjectNode> offered) {
        var tools = new TreeMap<String, ObjectNode>();
        offered.forEach(tool -> tools.put(server + "/" + tool.path("name").asText(), tool));
        List<Drift> drifts = new ArrayList<>();
        tools.forEach((name, tool) -> {
            ToolEntry entry = catalog.tools().get(name);
            String digest = Reviewed.digest(tool);
            if (entry == null) {
                drifts.add(new Drift(name, What.NEW, digest));
            } else if (entry.reviewed().isEmpty()) {
                drifts.add(new Drift(name, What.UNPINNED, digest));
            } else if (!Reviewed.digests(tool).contains(entry.reviewed().get())) {
                drifts.add(new Drift(name, What.CHANGED, digest));
            }
            List<String> unknown = entry == null ? List.of() : unknown(entry, tool.path("inputSchema"));
            if (!unknown.isEmpty()) {
                drifts.add(new Drift(name, What.MISNAMED, digest, unknown));
            }
        });
        catalog.tools().values().stream()
                .filter(entry -> entry.server().equals(server) && !tools.containsKey(entry.name()))
                .filter(entry -> !entry.tool().startsWith(GovernedMethod.ENTRY_PREFIX))
                .forEach(entry -> drifts.add(new Drift(entry.name(), What.MISSING, "")));
        return drifts;
    }

    /** The arguments under {@code content} that a schema does not have; none if the schema leaves open which ones there are. */
    private static List<String> unknown(ToolEntry entry, JsonNode schema) {
        if (OPEN.stream().anyMatch(schema::has)) {
            return List.of();
        }
        ToolLabels content = entry.content();
        return Stream.of(
                        content.arguments().keySet(),
                        content.contacts().registered(),
                        content.contacts().removed())
                .flatMap(Set::stream)
                .distinct()
                .filter(path -> !schema.path("properties").has(path.split("\\.", 2)[0]))
                .sorted()
                .toList();
    }
}
