package dev.interlock.cli.command.gateway;

import dev.interlock.cli.draft.BundleDraft;
import dev.interlock.cli.draft.ProposedRule;
import dev.interlock.cli.draft.ShippedServer;
import dev.interlock.cli.draft.ToolDraft;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.server.enforce.Drift;
import dev.interlock.server.render.Plain;
import java.util.List;
import java.util.stream.Collectors;

/** The policy of a new gateway as {@code interlock init} shows it: what was reviewed, what was drafted, and the rules of both. */
record InitSummary(Screen screen) {

    /** The most rules or tools that are shown, and the longest reason or name of one. */
    private static final int MOST_SHOWN = 20;

    private static final int LONGEST = 300;

    /**
     * Shows the reviewed policy of a server, and how the tools that the server lists differ from it.
     *
     * @param drifts the differences, without tools that nobody pinned
     */
    void shipped(String server, ShippedServer policy, List<Drift> drifts) {
        screen.line("`" + server + "` is a known server. It gets the reviewed policy `shipped:" + policy.name()
                + "`, for " + policy.packaged() + " " + policy.version() + " (tools listed on " + policy.listed()
                + "). To have one drafted instead, add --draft.");
        policy.rules().forEach((id, title) -> screen.line("  " + screen.bold(id) + "  " + title));
        tools(drifts, Drift.What.NEW, "offered but not reviewed, so drafted in bundle/catalog/" + server + ".new.yaml");
        tools(drifts, Drift.What.CHANGED, "changed since the review, so calls are held (`interlock catalog drift`)");
        tools(drifts, Drift.What.MISSING, "reviewed, but not offered");
    }

    private void tools(List<Drift> drifts, Drift.What what, String meaning) {
        List<String> names = drifts.stream()
                .filter(drift -> drift.what() == what)
                .map(drift ->
                        Plain.of(Plain.cut(drift.tool().substring(drift.tool().indexOf('/') + 1), LONGEST)))
                .toList();
        if (!names.isEmpty()) {
            screen.line("  " + meaning + ": "
                    + names.stream()
                            .limit(MOST_SHOWN)
                            .map(name -> "`" + name + "`")
                            .collect(Collectors.joining(", "))
                    + (names.size() > MOST_SHOWN ? " and " + (names.size() - MOST_SHOWN) + " more" : ""));
        }
    }

    /** Says that a policy is shipped for a server, and that another server of the bundle has the same duties already. */
    void drafted(String server, ShippedServer policy) {
        screen.line("`" + server
                + "` is a known server, but another server of this gateway already uses names from `shipped:"
                + policy.name() + "`. Its policy is drafted.");
    }

    /** Shows the tools that were drafted and the rules that are proposed for them; nothing where all were reviewed. */
    void drafted(BundleDraft draft) {
        List<ToolDraft> tools = draft.tools();
        if (tools.isEmpty()) {
            return;
        }
        long reading = tools.stream().filter(ToolDraft::reads).count();
        screen.line(Shown.plural(tools.size(), "tool") + " drafted, of which " + reading + " only read; "
                + Shown.plural(draft.rules().size(), "rule") + " proposed:");
        for (ProposedRule rule : draft.rules().stream().limit(MOST_SHOWN).toList()) {
            screen.line("  " + screen.bold(rule.id()) + "  " + rule.title());
            screen.line("      " + screen.dim(Plain.cut(rule.reason(), LONGEST)));
        }
        if (draft.rules().size() > MOST_SHOWN) {
            screen.line("  and " + (draft.rules().size() - MOST_SHOWN) + " more, in bundle/rules.yaml");
        }
    }
}
