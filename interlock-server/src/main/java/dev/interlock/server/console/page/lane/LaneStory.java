package dev.interlock.server.console.page.lane;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened in a lane, a line for each step. What became of a call stands at the call itself.
 *
 * @param entries in their order
 * @param summary how many calls went through, and how many were stopped
 */
record LaneStory(List<LaneModel.Entry> entries, String summary) {

    static LaneStory of(JsonNode entries) {
        Map<String, String> outcomes = new HashMap<>();
        entries.forEach(entry -> {
            if (entry.has("call")) {
                outcomes.put(Nodes.text(entry, "call"), Nodes.text(entry, "what"));
            }
        });
        var lines = new ArrayList<LaneModel.Entry>();
        int went = 0;
        int stopped = 0;
        for (JsonNode entry : entries) {
            String kind = Nodes.text(entry, "kind");
            if (!entry.has("call")) {
                lines.add(line(entry, kind, outcomes));
            }
            went += kind.equals("call-reserved") ? 1 : 0;
            stopped += kind.equals("call-denied") ? 1 : 0;
        }
        return new LaneStory(List.copyOf(lines), counted(went, stopped));
    }

    private static String counted(int went, int stopped) {
        if (went + stopped == 0) {
            return "no call so far";
        }
        return went + (went == 1 ? " call" : " calls") + " went through, " + stopped + " stopped";
    }

    private static LaneModel.Entry line(JsonNode entry, String kind, Map<String, String> outcomes) {
        String id = Nodes.text(entry, "id");
        String place = Places.of(id).orElse("");
        boolean call = entry.has("tool");
        String outcome = outcomes.getOrDefault(id, kind.equals("call-reserved") ? "open" : "");
        return new LaneModel.Entry(
                entry.path("seq").asLong(),
                Nodes.time(entry, "time").orElse(Instant.EPOCH),
                call ? callIcon(kind, outcome) : icon(kind),
                call ? callWord(kind, outcome) : Nodes.text(entry, "what"),
                Prose.of(
                        call
                                ? "`" + Nodes.text(entry, "by") + "`: " + Nodes.text(entry, "say")
                                : happened(entry, kind)),
                tags(entry),
                call ? id : "",
                call ? place : "");
    }

    private static String callIcon(String kind, String outcome) {
        if (!kind.equals("call-reserved")) {
            return kind.equals("call-held") ? "hold" : "deny";
        }
        return switch (outcome) {
            case "succeeded", "existed" -> "permit";
            case "open" -> "flight";
            default -> "unsure";
        };
    }

    private static String callWord(String kind, String outcome) {
        if (!kind.equals("call-reserved")) {
            return kind.equals("call-held") ? "waits" : "stopped";
        }
        return switch (outcome) {
            case "succeeded", "existed" -> "went through";
            case "open" -> "under way";
            case "failed" -> "went through, and failed";
            default -> "was permitted, and its outcome is unknown";
        };
    }

    private static String icon(String kind) {
        return switch (kind) {
            case "lane-proposed", "lane-opened", "lease-issued" -> "open";
            case "lane-review-overdue" -> "unsure";
            default -> "ended";
        };
    }

    private static String happened(JsonNode entry, String kind) {
        String by = "`" + Nodes.text(entry, "by") + "`";
        String text = Nodes.text(entry, "text");
        return switch (kind) {
            case "lane-proposed" -> by + " proposed the lane";
            case "lane-opened" -> opened(Nodes.text(entry, "by"));
            case "lane-ended" ->
                Nodes.text(entry, "what").equals("expired") ? "the lane's time was over" : by + " ended the lane";
            case "lane-review-overdue" -> "no one reviewed the lane in time";
            case "lane-reviewed" -> by + " " + Nodes.text(entry, "what") + " what was done";
            case "lease-issued" ->
                entry.has("given_to")
                        ? "`" + Nodes.text(entry, "given_to") + "` got a credential for a fresh process of " + by
                        : by + " was given " + text;
            default -> by + " " + Nodes.text(entry, "what") + " " + text;
        };
    }

    private static String opened(String by) {
        int plus = by.indexOf('+');
        return plus < 0
                ? "`" + by + "` opened the lane"
                : "`" + by.substring(plus + 1) + "` confirmed it: the lane is open";
    }

    private static List<LaneModel.Tag> tags(JsonNode entry) {
        var tags = new ArrayList<LaneModel.Tag>();
        for (JsonNode finding : entry.path("waived")) {
            tag(tags, "glass", finding, " gave way");
        }
        for (JsonNode finding : entry.path("stopped")) {
            tag(tags, "", finding, " does not give way");
        }
        return List.copyOf(tags);
    }

    private static void tag(List<LaneModel.Tag> tags, String tone, JsonNode finding, String words) {
        String rule = Nodes.text(finding, "rule");
        if (!rule.isEmpty() && tags.stream().noneMatch(tag -> tag.rule().equals(rule))) {
            tags.add(new LaneModel.Tag(tone, rule, Text.of(rule + words)));
        }
    }
}
