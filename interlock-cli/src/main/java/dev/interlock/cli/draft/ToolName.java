package dev.interlock.cli.draft;

import dev.interlock.server.openapi.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
            "diff");
    static final Set<String> CREATING = Set.of(
            "create", "add", "new", "register", "insert", "book", "make", "prepare", "schedule", "draft", "open");
    /** Verbs that may only read: what the tool says of itself tells. */
    static final Set<String> AMBIGUOUS = Set.of("open", "draft", "compute", "convert", "validate", "test");

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
            "sign");

    static final Set<String> ANYTHING =
            Set.of("run", "exec", "execute", "eval", "shell", "bash", "sql", "command", "script");

    private static final Pattern BREAK = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])");

    static ToolName of(String name) {
        List<String> words = new ArrayList<>();
        for (String word : BREAK.split(name)) {
            if (!word.isEmpty()) {
                words.add(word.toLowerCase(Locale.ROOT));
            }
        }
        for (int i = 0; i < words.size(); i++) {
            if (isVerb(words.get(i))) {
                String verb = words.remove(i);
                return new ToolName(verb, String.join("-", words));
            }
        }
        return new ToolName("", String.join("-", words));
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
                || ANYTHING.contains(word);
    }

    /** The noun in the singular, as an object type: `list_vendors` is about a `vendor`. */
    String type() {
        return Words.singular(noun);
    }
}
