package dev.interlock.cli.command.gateway;

import dev.interlock.server.enforce.Drift;
import dev.interlock.server.render.Plain;
import dev.interlock.server.shell.ShellWord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The differences between the tools that a server lists and those known before, in one sentence for the person who starts a gateway. */
record ToolChanges(String server, List<Drift> drifts) {

    /** The most tools of a kind that are named, and the longest name. */
    private static final int MOST_NAMED = 8;

    private static final int LONGEST = 64;

    /**
     * Returns the sentence about a server whose catalogue is in force, with the command that shows the differences in full.
     *
     * @param bundle the folder of the bundle with the catalogue
     * @param upstream the words of the command that say how the server is asked
     */
    String sinceReview(Path bundle, String upstream) {
        return "the tools of `" + server + "` do not match its catalogue ("
                + kinds("not in it, so calls are denied", "changed since the review, so calls are held")
                + "); to review"
                + " them: interlock catalog drift " + ShellWord.of(bundle.toString()) + " --server " + server + " "
                + upstream;
    }

    /**
     * Returns the sentence about a server whose catalogue is drafted at each start.
     *
     * @param draft that of this start, as it is named to the person
     */
    String sinceLastStart(String draft) {
        return "the tools of `" + server + "` have changed since the last start (" + kinds("new", "changed")
                + "), and no one has reviewed the changes; they are in " + draft;
    }

    private String kinds(String fresh, String changed) {
        List<String> kinds = new ArrayList<>();
        add(kinds, fresh, Drift.What.NEW);
        add(kinds, changed, Drift.What.CHANGED);
        add(kinds, "without an argument that `content` names", Drift.What.MISNAMED);
        add(kinds, "no longer offered", Drift.What.MISSING);
        return String.join("; ", kinds);
    }

    private void add(List<String> kinds, String words, Drift.What what) {
        List<String> names = drifts.stream()
                .filter(drift -> drift.what() == what)
                .map(drift -> drift.tool().substring(drift.tool().indexOf('/') + 1))
                .toList();
        if (!names.isEmpty()) {
            kinds.add(words + ": "
                    + names.stream()
                            .limit(MOST_NAMED)
                            .map(name -> Plain.of(Plain.cut(name, LONGEST)))
                            .collect(Collectors.joining(", "))
                    + (names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : ""));
        }
    }
}
