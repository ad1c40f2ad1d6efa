package dev.interlock.server.console.page.hold;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.console.page.deputy.Delegation;
import dev.interlock.server.http.server.Refusal;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the model of the inbox from what the API lists for the viewer. */
final class InboxReader {

    static final String PLACE = "/console/inbox";

    private static final int PAGE = 50;

    /** The most holds that are answered together. */
    private static final int MOST_ALIKE = 100;

    private static final int MOST_GROUPS = 10;
    private static final int MOST_ANSWERED = 50;
    private static final int MOST_FILTERS = 4;

    private final Visit visit;
    private final String show;
    private final Optional<String> by;
    private final boolean soonest;
    private final Optional<String> after;
    private final RowReader rows;

    InboxReader(Visit visit) throws Refusal {
        this.visit = visit;
        this.show = visit.parameter("show").orElse("");
        this.by = visit.parameter("by");
        this.soonest = visit.parameter("order").filter("soonest"::equals).isPresent();
        this.after = visit.parameter("after");
        this.rows = new RowReader(visit);
    }

    Inbox read(List<Note> notes) throws V1Refusal, IOException {
        JsonNode overview = visit.v1().get("overview").path("holds");
        List<Inbox.Answered> answered = answered();
        boolean waiting = !show.equals("answered");
        ObjectNode page = waiting ? visit.v1().get(target()) : visit.v1().get("holds?state=open&limit=1");
        var mine = new ArrayList<JsonNode>();
        var others = new ArrayList<JsonNode>();
        if (waiting) {
            page.path("holds").forEach(hold -> (isMine(hold) ? mine : others).add(hold));
        }
        var alone = new ArrayList<Inbox.Row>();
        List<Inbox.Alike> alike = alike(mine, alone);
        Optional<String> next = waiting
                ? Nodes.given(page, "next").map(id -> place(show, by, soonest, Optional.of(id)))
                : Optional.empty();
        boolean answers = show.isEmpty() || !waiting;
        return new Inbox(
                notes,
                filters(overview, answered.size()),
                List.copyOf(alone),
                alike,
                others.stream().map(rows::row).toList(),
                answers ? answered : List.of(),
                alone.isEmpty() && alike.isEmpty() && waiting
                        ? Optional.of(empty(overview, answered.size()))
                        : Optional.empty(),
                next,
                Nodes.list(
                        visit.v1()
                                .get("delegations?limit=20&party="
                                        + V1.encoded(visit.person().name()))
                                .path("delegations"),
                        one -> Delegation.of(one, visit.person().name())),
                Integer.toHexString((page.toString() + answered).hashCode()));
    }

    private String target() {
        var target = new StringBuilder("holds?state=open&limit=" + PAGE);
        switch (show) {
            case "mine" -> target.append("&mayAnswer=true");
            case "others" -> target.append("&mayAnswer=false");
            default -> {}
        }
        if (soonest) {
            target.append("&order=soonest");
        }
        by.ifPresent(group -> target.append("&by=").append(V1.encoded(group)));
        after.ifPresent(id -> target.append("&after=").append(V1.encoded(id)));
        return target.toString();
    }

    /** What has been approved in full waits for its agent, and not for the viewer. */
    private static boolean isMine(JsonNode hold) {
        return hold.path("mayAnswer").asBoolean() && !hold.path("approved").asBoolean();
    }

    /** Puts together those that can be answered with one decision; the others are left alone. */
    private List<Inbox.Alike> alike(List<JsonNode> mine, List<Inbox.Row> alone) throws V1Refusal, IOException {
        Map<String, List<JsonNode>> groups = new LinkedHashMap<>();
        mine.forEach(hold -> groups.computeIfAbsent(
                        hold.path("confirm").asBoolean() ? Nodes.text(hold, "id") : Nodes.text(hold, "group"),
                        group -> new ArrayList<>())
                .add(hold));
        var alike = new ArrayList<Inbox.Alike>();
        for (Map.Entry<String, List<JsonNode>> group : groups.entrySet()) {
            if (group.getValue().size() < 2 || alike.size() == MOST_GROUPS) {
                group.getValue().forEach(hold -> alone.add(rows.row(hold)));
            } else {
                String target =
                        "holds?state=open&mayAnswer=true&limit=" + MOST_ALIKE + "&group=" + V1.encoded(group.getKey());
                alike.add(rows.alike(group.getKey(), visit.v1().get(target).path("holds")));
            }
        }
        return alike;
    }

    /** What the viewer answered today; nothing while the record cannot be searched. */
    private List<Inbox.Answered> answered() throws IOException {
        String target = "entries?kind=hold-answered&limit=" + MOST_ANSWERED + "&party="
                + V1.encoded(visit.person().name());
        Instant today = visit.now()
                .atZone(visit.zone())
                .toLocalDate()
                .atStartOfDay(visit.zone())
                .toInstant();
        try {
            return Nodes.list(visit.v1().get(target).path("entries"), InboxReader::answered).stream()
                    .filter(answer -> !answer.at().isBefore(today))
                    .toList();
        } catch (V1Refusal e) {
            return List.of();
        }
    }

    private static Inbox.Answered answered(JsonNode entry) {
        return new Inbox.Answered(
                Nodes.time(entry, "time").orElse(Instant.EPOCH),
                Nodes.text(entry, "word").equals("approved"),
                Text.of(Nodes.given(entry, "say").orElse(Nodes.text(entry, "what"))),
                Text.of(Nodes.text(entry, "comment")),
                Nodes.text(entry, "hold"),
                Nodes.text(entry, "number"));
    }

    private List<Inbox.Filter> filters(JsonNode overview, int answered) {
        int yours = overview.path("yours").asInt();
        int open = overview.path("open").asInt();
        var filters = new ArrayList<Inbox.Filter>();
        filters.add(new Inbox.Filter("All", open, place("", by, soonest, Optional.empty()), show.isEmpty()));
        filters.add(filter("mine", "Yours to answer", yours));
        filters.add(filter("others", "Others’", open - yours));
        filters.add(filter("answered", "Answered today", answered));
        visit.person().groups().stream().limit(MOST_FILTERS).forEach(group -> {
            boolean chosen = by.filter(group::equals).isPresent();
            filters.add(new Inbox.Filter(
                    "Group: " + group,
                    -1,
                    place(show, chosen ? Optional.empty() : Optional.of(group), soonest, Optional.empty()),
                    chosen));
        });
        filters.add(new Inbox.Filter("Soonest first", -1, place(show, by, !soonest, Optional.empty()), soonest));
        return List.copyOf(filters);
    }

    private Inbox.Filter filter(String shown, String label, int count) {
        return new Inbox.Filter(label, count, place(shown, by, soonest, Optional.empty()), show.equals(shown));
    }

    private static String place(String show, Optional<String> by, boolean soonest, Optional<String> after) {
        var parts = new ArrayList<String>();
        if (!show.isEmpty()) {
            parts.add("show=" + V1.encoded(show));
        }
        by.ifPresent(group -> parts.add("by=" + V1.encoded(group)));
        if (soonest) {
            parts.add("order=soonest");
        }
        after.ifPresent(id -> parts.add("after=" + V1.encoded(id)));
        return parts.isEmpty() ? PLACE : PLACE + "?" + String.join("&", parts);
    }

    private static String empty(JsonNode overview, int answered) {
        int others = overview.path("open").asInt() - overview.path("yours").asInt();
        return (others > 0 ? Words.plural(others, "hold waits", "holds wait") + " for others. " : "") + "You answered "
                + answered + " today.";
    }
}
