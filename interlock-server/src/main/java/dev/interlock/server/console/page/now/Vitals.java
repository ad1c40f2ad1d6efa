package dev.interlock.server.console.page.now;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import java.util.List;

/** The state in six numbers, each with what is behind it. */
final class Vitals {

    private Vitals() {}

    static List<NowModel.Vital> of(JsonNode now) {
        return List.of(
                holds(now.path("holds")),
                tasks(now),
                leases(now.path("leases")),
                lanes(now.path("lanes")),
                servers(now.path("upstreams")),
                ledger(now));
    }

    private static NowModel.Vital holds(JsonNode holds) {
        int yours = holds.path("yours").asInt();
        int open = holds.path("open").asInt();
        String below = open == 0
                ? "none now"
                : yours == 0 ? "none is yours" : yours == open ? "yours to answer" : yours + " yours to answer";
        return new NowModel.Vital(
                "Waiting for answers", open > 0 ? "hold" : "", String.valueOf(open), below, "q", "/console/inbox");
    }

    private static NowModel.Vital tasks(JsonNode now) {
        JsonNode tasks = now.path("tasks");
        int below = tasks.path("subtasks").asInt();
        String agents = counted(tasks.path("agents").asInt(), "agent", "agents")
                + (below == 0 ? "" : ", " + counted(below, "sub-task", "sub-tasks"));
        return new NowModel.Vital("Live tasks", "", tasks.path("live").asText("0"), agents, "q", "/console/tasks");
    }

    private static NowModel.Vital leases(JsonNode leases) {
        int ending = leases.path("ending").asInt();
        int live = leases.path("live").asInt();
        String below = ending > 0 ? ending + " ending" : live == 0 ? "none now" : "each for one task";
        return new NowModel.Vital("Leases", "", String.valueOf(live), below, "q", "/console/leases");
    }

    private static NowModel.Vital lanes(JsonNode lanes) {
        int open = lanes.path("open").asInt();
        int unreviewed = lanes.path("unreviewed").asInt();
        return new NowModel.Vital(
                "Break-glass",
                open > 0 ? "glass" : "",
                open == 0 ? "None open" : open + " open",
                unreviewed == 0 ? "none to review" : unreviewed + " to review",
                "q",
                "/console/break-glass");
    }

    private static NowModel.Vital servers(JsonNode upstreams) {
        int up = upstreams.path("up").asInt();
        int all = upstreams.path("all").asInt();
        return new NowModel.Vital(
                "Servers",
                up < all ? "unsure" : "",
                all == 0 ? "None" : up + " of " + all + " up",
                all == 0
                        ? "there is no server behind the gateway"
                        : up < all ? counted(all - up, "is not", "are not") + " answering" : "all answer",
                "q",
                "/console/settings");
    }

    private static NowModel.Vital ledger(JsonNode now) {
        boolean ready = now.path("ready").asBoolean();
        return new NowModel.Vital(
                "Ledger",
                ready ? "" : "deny",
                now.path("ledger").path("size").asText("0") + " entries",
                ready
                        ? "open, decisions are recorded"
                        : Nodes.given(now, "trouble")
                                .map(trouble -> "nothing is decided")
                                .orElse("closed"),
                ready ? "permit" : "deny",
                "/console/ledger");
    }

    private static String counted(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
