package dev.interlock.cli.draft;

import dev.interlock.server.openapi.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a tool, taken apart: what it does, to what. A guess from words, for a person to review.
 *
 * @param verb the first word that says what is done; empty: none was found
 * @param noun the other words, joined; empty: there are none
 */
record ToolName(String verb, String noun) {

    static final Set<String> READING = Set.of(
            "get",
            "list",
            "read",
            "search",
            "find",
            "fetch",
            "query",
            "describe",
            "show",
            "view",
            "count",
            "check",
            "lookup",
            "browse",
            "download",
            "inspect",
            "status",
            "preview",
            "explain",
            "compare",
            "diff",
            "retrieve",
            "echo");
    static final Set<String> CREATING = Set.of(
            "create", "add", "new", "register", "insert", "book", "make", "prepare", "schedule", "draft", "open");
    /** Verbs that may only read: what the tool says of itself tells. */
    static final Set<String> AMBIGUOUS = Set.of(
            "open",
            "draft",
            "compute",
            "convert",
            "validate",
            "test",
            "take",
            "select",
            "wait",
            "analyze",
            "audit",
            "aggregate",
            "export",
            "trigger",
            "simulate");

    static final Set<String> REMOVING =
            Set.of("delete", "remove", "drop", "purge", "erase", "destroy", "wipe", "revoke", "cancel", "terminate");
    static final Set<String> SENDING = Set.of(
            "send",
            "post",
            "publish",
            "share",
            "forward",
            "notify",
            "email",
            "upload",
            "pay",
            "transfer",
            "release",
            "reply",
            "invite",
            "push",
            "submit",
            "deploy");
    static final Set<String> CHANGING = Set.of(
            "update", "edit", "set", "change", "modify", "rename", "move", "put", "write", "append", "replace", "patch",
            "approve", "reject", "merge", "grant", "assign", "close", "archive", "enable", "disable", "match", "copy");
    /** Verbs of changes for which a rule about duties has no use. */
    static final Set<String> EDITING = Set.of("fork", "scale", "compress", "gzip", "restore", "label");
    /** Verbs that turn something on or off, or connect it. */
    static final Set<String> SWITCHING =
            Set.of("toggle", "start", "stop", "connect", "disconnect", "enable", "disable");
    /** Verbs by which a page in a browser gets something. */
    static final Set<String> IN_PAGES =
            Set.of("click", "type", "fill", "press", "select", "drag", "drop", "handle", "upload");
    /** Verbs for what is around a page in a browser. */
    static final Set<String> AROUND_PAGES = Set.of("navigate", "hover", "resize", "emulate", "scroll");
    /** Verbs of tools that take content from an address. */
    static final Set<String> FETCHING =
            Set.of("fetch", "crawl", "scrape", "download", "browse", "navigate", "gzip", "compress", "import");
    /** Verbs that return records of a database. */
    static final Set<String> QUERYING = Set.of("find", "query", "aggregate", "export", "read", "get", "select");

    /** Verbs by which somebody lets through, or carries out, what somebody else prepared. */
    static final Set<String> DECIDING = Set.of(
            "approve",
            "accept",
            "reject",
            "merge",
            "release",
            "publish",
            "deploy",
            "pay",
            "transfer",
            "grant",
            "confirm",
            "finalize",
            "sign");

    static final Set<String> ANYTHING =
            Set.of("run", "exec", "execute", "eval", "evaluate", "shell", "bash", "sql", "command", "script");

    private static final Set<String> PREPOSITIONS =
            Set.of("in", "with", "by", "for", "from", "to", "of", "as", "on", "into", "at");
    private static final Set<String> FILLING =
            Set.of("a", "an", "the", "multiple", "all", "many", "my", "current", "available", "unsafe", "self", "back");
    /** Verbs of reads whose arguments an API takes by the method POST, as in {@code post-search}. */
    private static final Set<String> POSTED_READS = Set.of("search", "query");

    /** First words of names that say nothing even where no other noun is left. */
    private static final Set<String> GENERAL = Set.of("api", "mcp", "tool", "tools");

    /** Words at the end of a name that say in which form the thing comes. */
    private static final Set<String> SUFFIXES = Set.of("list", "tree", "info", "information", "details");

    private static final Pattern BREAK = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])");

    static ToolName of(String name) {
        return of(words(name));
    }

    /**
     * Returns the name of a tool among those of its server. The first word that all of them have says nothing, unless it is the only noun
     * left; neither does the name of the server.
     *
     * @param prefix the first word that all names have
     */
    static ToolName of(String name, String server, Optional<String> prefix) {
        List<String> words = words(name);
        boolean shared = prefix.isPresent() && words.size() > 1;
        if (shared || words.size() > 1 && words.getFirst().equals(server)) {
            words.removeFirst();
        }
        ToolName own = of(words);
        return shared && own.noun().isEmpty() && !GENERAL.contains(prefix.get())
                ? new ToolName(own.verb(), prefix.get())
                : own;
    }

    /** Returns the first word of the names, where all of at least three have it. */
    static Optional<String> prefix(List<String> names) {
        Set<String> first = new HashSet<>();
        names.forEach(name -> first.add(words(name).stream().findFirst().orElse("")));
        return first.stream()
                .filter(word -> names.size() > 2 && first.size() == 1 && !isVerb(word))
                .findFirst();
    }

    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        for (String word : BREAK.split(name)) {
            if (!word.isEmpty()) {
                words.add(word.toLowerCase(Locale.ROOT));
            }
        }
        return words;
    }

    private static ToolName of(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            boolean posted =
                    words.get(i).equals("post") && i + 1 < words.size() && POSTED_READS.contains(words.get(i + 1));
            if (isVerb(words.get(i)) && !posted) {
                List<String> after = nouns(words.subList(i + 1, words.size()));
                return new ToolName(
                        words.get(i), String.join("-", after.isEmpty() ? nouns(words.subList(0, i)) : after));
            }
        }
        return new ToolName("", String.join("-", nouns(words)));
    }

    /** The words that say what the tool is about: up to a preposition, without articles and the like, and without a second verb. */
    private static List<String> nouns(List<String> words) {
        List<String> nouns = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (PREPOSITIONS.contains(word)) {
                break;
            }
            if (word.equals("or") || word.equals("and")) {
                i++;
            } else if (!FILLING.contains(word)) {
                nouns.add(word);
            }
        }
        if (nouns.size() > 1 && SUFFIXES.contains(nouns.getLast())) {
            nouns.removeLast();
        }
        return nouns;
    }

    /**
     * Returns the name of an operation: its own, if that has a verb; else one by what its method does, or by the end of its path
     * ({@code POST /orders/{id}/cancel}).
     */
    static ToolName of(Operation operation) {
        boolean derived = operation.name().startsWith(operation.method() + "/");
        ToolName own = of(operation.name());
        if (!derived && !own.verb().isEmpty()) {
            return own;
        }
        List<String> words = new ArrayList<>(operation.path().words());
        String verb = switch (operation.method()) {
            case "POST" -> "create";
            case "PUT" -> "replace";
            case "PATCH" -> "update";
            case "DELETE" -> "delete";
            default -> "get";
        };
        if (operation.method().equals("POST") && words.size() > 1 && isVerb(words.getLast())) {
            verb = words.removeLast();
        }
        String noun = words.isEmpty() ? "" : words.getLast();
        return new ToolName(verb, String.join("-", List.of(BREAK.split(noun))));
    }

    private static boolean isVerb(String word) {
        return READING.contains(word)
                || CREATING.contains(word)
                || REMOVING.contains(word)
                || SENDING.contains(word)
                || CHANGING.contains(word)
                || ANYTHING.contains(word)
                || AMBIGUOUS.contains(word)
                || EDITING.contains(word)
                || DECIDING.contains(word)
                || SWITCHING.contains(word)
                || IN_PAGES.contains(word)
                || AROUND_PAGES.contains(word);
    }

    /** The noun in the singular, as an object type: `list_vendors` is about a `vendor`. */
    String type() {
        return Words.singulars(noun);
    }
}
