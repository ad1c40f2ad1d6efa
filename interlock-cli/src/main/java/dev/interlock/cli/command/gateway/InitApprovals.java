package dev.interlock.cli.command.gateway;

import dev.interlock.cli.draft.BundleDraft;
import dev.interlock.cli.draft.ToolDraft;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.WrongUsage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tools of a new gateway that need the approval of a person.
 *
 * @param named as they were named, each as {@code tool} or {@code server/tool}, or {@code none}; none for those that look like it
 */
record InitApprovals(BundleDraft draft, List<String> named) {

    private static final List<String> NONE = List.of("none");

    /** Chooses the tools; asks where nobody named them and somebody can answer. */
    void choose(Optional<InitQuestions> questions) throws WrongUsage {
        if (!named.isEmpty()) {
            Optional<String> mistake = mistake(named);
            if (mistake.isPresent()) {
                throw new WrongUsage(mistake.get());
            }
            draft.approving(tools(named));
        } else if (questions.isPresent() && !draft.tools().isEmpty()) {
            List<String> likely = draft.approved();
            List<String> chosen = questions
                    .get()
                    .words(
                            "Tools whose calls each need a person's approval",
                            likely.isEmpty() ? NONE : likely,
                            this::mistake);
            if (!chosen.equals(likely)) {
                draft.approving(tools(chosen));
            }
        }
    }

    private Optional<String> mistake(List<String> words) {
        if (words.equals(NONE)) {
            return Optional.empty();
        }
        return words.stream()
                .filter(word -> draft.tools().stream().noneMatch(tool -> isNamed(tool, word)))
                .findFirst()
                .map(word -> draft.reviewed(word)
                        .map(policy -> "the reviewed policy `shipped:" + policy.name() + "` already decides whether `"
                                + Screen.printable(word) + "` needs approval; leave the tool out, or add --draft")
                        .orElseGet(() -> "no server has a tool `" + Screen.printable(word)
                                + "`; write tools as they are listed, or `none`"));
    }

    private Set<String> tools(List<String> words) {
        Set<String> tools = new TreeSet<>();
        for (ToolDraft tool : draft.tools()) {
            if (words.stream().anyMatch(word -> isNamed(tool, word))) {
                tools.add(tool.server() + "/" + tool.name());
            }
        }
        return tools;
    }

    private static boolean isNamed(ToolDraft tool, String word) {
        return word.equals(tool.name()) || word.equals(tool.server() + "/" + tool.name());
    }
}
