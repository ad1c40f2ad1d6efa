package dev.interlock.cli.draft;

import dev.interlock.server.render.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The kinds of tools that a draft found at a server, in a few lines for the person who starts it. */
public record DraftSummary(String server, BundleDraft draft) {

    /** The most tools that one line names, and the longest name. */
    private static final int MOST_NAMED = 8;

    private static final int LONGEST = 64;

    /** Returns the lines; a kind of tool that the server does not have has none. */
    public List<String> lines() {
        List<ToolDraft> tools = draft.tools();
        List<String> lines = new ArrayList<>();
        lines.add(
                "`" + server + "` lists " + count(tools.size()) + ". Taken from their names, descriptions and hints:");
        boolean browser = ContentDraft.isBrowser(tools);
        add(lines, "only read", tools, tool -> tool.reads() && !external(tool, browser));
        add(lines, "let something out", tools, tool -> external(tool, browser));
        add(
                lines,
                "change something",
                tools,
                tool -> !tool.reads() && !external(tool, browser) && !deletes(tool, browser));
        add(lines, "delete", tools, tool -> deletes(tool, browser));
        add(lines, "return secrets", tools, tool -> label(tool, browser, "secret"));
        add(lines, "return private data", tools, tool -> label(tool, browser, "private"));
        if (!draft.leftOut().isEmpty()) {
            lines.add("  left out, so its calls are denied: " + names(draft.leftOut()));
        }
        return lines;
    }

    private static String count(int tools) {
        return tools + (tools == 1 ? " tool" : " tools");
    }

    private static boolean external(ToolDraft tool, boolean browser) {
        return ContentDraft.of(tool, browser).sinks().containsKey(ContentDraft.EXTERNAL);
    }

    private static boolean deletes(ToolDraft tool, boolean browser) {
        return ContentDraft.of(tool, browser).sinks().containsKey(ContentDraft.DELETE);
    }

    private static boolean label(ToolDraft tool, boolean browser, String label) {
        return ContentDraft.of(tool, browser).labels().containsKey(label);
    }

    private static void add(List<String> lines, String what, List<ToolDraft> tools, Predicate<ToolDraft> which) {
        List<String> names = tools.stream().filter(which).map(ToolDraft::name).toList();
        if (!names.isEmpty()) {
            lines.add("  " + names.size() + " " + what + ": " + names(names));
        }
    }

    private static String names(List<String> names) {
        String shown = names.stream()
                .limit(MOST_NAMED)
                .map(name -> Plain.of(Plain.cut(name, LONGEST)))
                .collect(java.util.stream.Collectors.joining(", "));
        return shown + (names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : "");
    }
}
