package dev.interlock.cli.draft;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A draft of the objects that the arguments of a tool name: each type with the argument that names it. An id names one; where a tool has
 * none, so does a name or a path, which somebody has to know to be unique. Of lists only one counts, as a catalogue reads one.
 */
final class ObjectsDraft {

    private static final Set<String> PATHS = Set.of("path", "file", "filename", "filepath", "source");
    /** Names of lists that say nothing of what is in them. */
    private static final Set<String> GENERAL = Set.of("item", "record", "entry", "object", "element", "data", "list");

    /** Names of arguments that say in what something is, with the type of it. */
    private static final Map<String, String> CONTAINERS = Map.ofEntries(
            Map.entry("repo", "repository"),
            Map.entry("repository", "repository"),
            Map.entry("project", "project"),
            Map.entry("database", "database"),
            Map.entry("collection", "collection"),
            Map.entry("table", "table"),
            Map.entry("bucket", "bucket"),
            Map.entry("branch", "branch"),
            Map.entry("namespace", "namespace"),
            Map.entry("channel", "channel"),
            Map.entry("workspace", "workspace"));

    /** Words for a part or a property of something. */
    private static final String PARTS = "log|stat|status|summary|size|schema|content|detail|history|metric";

    private final String type;
    private final boolean reads;
    private final List<String> doubts;
    private final SortedMap<String, Argument> ids = new TreeMap<>();
    private final SortedMap<String, Argument> names = new TreeMap<>();
    private boolean hasList;

    private ObjectsDraft(String type, boolean reads, List<String> doubts) {
        this.type = type;
        this.reads = reads;
        this.doubts = doubts;
    }

    /**
     * Returns the arguments that name objects, by type.
     *
     * @param type what the tool is about; empty: none could be told
     * @param reads whether it changes nothing: then an argument that may be missing names nothing, as a call without it is no fault
     * @param doubts takes what a reviewer should look at
     */
    static SortedMap<String, Argument> of(List<Argument> arguments, String type, boolean reads, List<String> doubts) {
        var draft = new ObjectsDraft(type, reads, doubts);
        arguments.stream().filter(argument -> !argument.isList()).forEach(argument -> draft.look(argument, type));
        arguments.stream().filter(Argument::isList).forEach(draft::lookInto);
        return draft.named();
    }

    private SortedMap<String, Argument> named() {
        SortedMap<String, Argument> all = new TreeMap<>(ids);
        names.forEach((object, argument) -> {
            if (all.putIfAbsent(object, argument) == null) {
                doubts.add(
                        "it identifies its `" + object + "` by `" + argument.name() + "`: is this name always unique?");
            }
        });
        return all;
    }

    /** Looks at the elements of a list: texts, or members of objects. */
    private void lookInto(Argument list) {
        if (hasList || !list.required() || !ToolDraft.isPlain(list.name())) {
            return;
        }
        JsonNode element = list.schema().path("items");
        int before = ids.size() + names.size();
        if (element.path("properties").isEmpty()) {
            look(list.element(element), type);
        } else {
            String listed = Words.singular(Words.of(list.name()));
            String object = GENERAL.contains(listed) || !ToolDraft.isType(listed) ? type : listed;
            list.members(element).forEach(member -> look(member, object));
        }
        hasList = ids.size() + names.size() > before;
    }

    /** @param own the type that a plain {@code id} or {@code name} means */
    private void look(Argument argument, String own) {
        if (!ToolDraft.isPlain(argument.name()) || !argument.canName() || reads && !argument.required()) {
            return;
        }
        String word = Words.singular(Words.of(argument.name()));
        String says = argument.schema().path("description").asText("").toLowerCase(Locale.ROOT);
        if (word.equals("id")) {
            put(ids, own, argument);
        } else if (word.endsWith("-number") && argument.required()) {
            put(ids, word.substring(0, word.length() - 7), argument);
        } else if (argument.required() && CONTAINERS.containsKey(word)) {
            put(ids, CONTAINERS.getOrDefault(word, word), argument);
        } else if (argument.required() && !word.endsWith("-id") && says.matches("(the )?id of (the|a|an) .*")) {
            put(ids, word, argument);
        } else if (word.endsWith("-id")) {
            put(ids, word.substring(0, word.length() - 3), argument);
        } else if (!argument.required()) {
            return;
        } else if (word.equals("name")) {
            put(names, named(own), argument);
        } else if (word.endsWith("-name") && !word.matches("(new|old)-name")) {
            put(names, word.substring(0, word.length() - 5), argument);
        } else if (PATHS.contains(word) || word.endsWith("-path")) {
            put(names, own.endsWith("directory") || own.endsWith("folder") ? own : "file", argument);
        }
    }

    /** The type that a name is of: that of a pod, where the tool is about the log of a pod. */
    private static String named(String type) {
        String named = type;
        while (named.matches(".+-(" + PARTS + ")")) {
            named = named.substring(0, named.lastIndexOf('-'));
        }
        return named;
    }

    private static void put(SortedMap<String, Argument> into, String object, Argument argument) {
        if (ToolDraft.isType(object)) {
            into.putIfAbsent(object, argument);
        }
    }

    /** Returns the paths of the arguments, by type. */
    static SortedMap<String, String> paths(SortedMap<String, Argument> named) {
        SortedMap<String, String> paths = new TreeMap<>();
        named.forEach((object, argument) -> paths.put(object, argument.path()));
        return paths;
    }
}
