package dev.interlock.server.console.page.hold;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Moments;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.console.page.deputy.Handover;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads who may answer a hold, who did, and what the viewer can do. */
final class AnswerReader {

    private static final int MOST_REASONS = 8;

    private final JsonNode hold;
    private final Visit visit;
    private final String viewer;
    private final String agent;
    private final boolean open;
    private final boolean approved;
    private final JsonNode independence;

    AnswerReader(JsonNode hold, Visit visit) {
        this.hold = hold;
        this.visit = visit;
        this.viewer = visit.person().name();
        this.agent = Nodes.text(hold, "agent");
        this.open = Nodes.text(hold, "state").equals("open");
        this.approved = hold.path("approved").asBoolean();
        this.independence = hold.path("independence");
    }

    /** What became of the hold, where that is anything. */
    Optional<Note> outcome() {
        List<Decision.Given> answers = answers();
        return switch (Nodes.text(hold, "state")) {
            case "open" -> answers.isEmpty() ? Optional.empty() : Optional.of(soFar(answers.getLast()));
            default -> Optional.of(over(answers));
        };
    }

    /** What became of a hold that is over; the record knows it also when its task has ended. */
    private Note over(List<Decision.Given> answers) {
        JsonNode ended = hold.path("ended");
        String state = Nodes.given(ended, "as").orElse(Nodes.text(hold, "state"));
        String when = Nodes.time(ended, "at")
                .map(at -> " " + Words.capital(visit.moments().ago(at)) + ".")
                .orElse("");
        return switch (state) {
            case "spent" ->
                Note.good(
                        title(answers, true),
                        agent + " has made the call"
                                + Nodes.given(ended, "call")
                                        .map(call -> ": it is " + call)
                                        .orElse("") + ".");
            case "rejected" ->
                Note.bad(
                        title(answers, false),
                        "The call was not made, and " + agent + " cannot make it again in this task.");
            case "expired" ->
                Note.plain(
                        "ended",
                        "Its time is over",
                        "Not enough answers came in time, so the call was not made. " + agent + " can ask again."
                                + when);
            case "withdrawn" ->
                Note.plain(
                        "ended",
                        Nodes.given(ended, "by")
                                .map(by -> (by.equals(viewer) ? "You" : by) + " withdrew it")
                                .orElse("It was withdrawn"),
                        "It no longer needs an answer." + when);
            case "superseded" ->
                Note.plain(
                        "ended",
                        "It was requested again",
                        agent + " requested this call again. That hold replaces " + "this one.");
            case "voided" ->
                Note.plain(
                        "ended",
                        "It is no longer valid",
                        "Something it relied on turned out to be different. " + agent + " must ask again." + when);
            default ->
                Note.plain(
                        "ended",
                        "Its task has ended",
                        "No one decided in time, so the call was not made, and there is nothing left to answer."
                                + when);
        };
    }

    private Note soFar(Decision.Given last) {
        String title = title(last);
        if (approved) {
            return Note.good(title, Words.capital(enough()) + ". " + agent + " may make the call.");
        }
        int missing = needs().stream().mapToInt(Decision.Need::missing).max().orElse(0);
        return Note.waits(title, Words.plural(missing, "more approval is", "more approvals are") + " needed.");
    }

    private String enough() {
        int count = needs().stream().mapToInt(Decision.Need::count).max().orElse(1);
        return count == 1 ? "one approval was enough" : "that makes " + count + ", and it is approved";
    }

    private String title(List<Decision.Given> answers, boolean approving) {
        return answers.stream()
                .filter(given -> given.approved() == approving)
                .reduce((first, second) -> second)
                .map(this::title)
                .orElse(approving ? "It was approved" : "It was rejected");
    }

    private String title(Decision.Given given) {
        String who = given.by().equals(viewer) ? "You" : given.by();
        return who
                + (given.approved() ? " approved this " : " rejected this ")
                + visit.moments().ago(given.at());
    }

    List<Decision.Given> answers() {
        return Nodes.list(
                hold.path("answers"),
                one -> new Decision.Given(
                        Nodes.text(one, "by"),
                        one.path("approved").asBoolean(),
                        Nodes.time(one, "at").orElse(Instant.EPOCH),
                        Nodes.given(one, "comment").map(comment -> Text.of(comment, 1_024)),
                        how(one)));
    }

    private static String how(JsonNode answer) {
        return Stream.of(
                        answer.path("confirmed").asBoolean() ? "repeated the code" : "",
                        answer.path("verifier").asBoolean() ? "a machine" : "",
                        Nodes.given(answer, "channel")
                                .map(channel -> "by " + channel)
                                .orElse(""),
                        answer.path("inPlaceOf").isEmpty()
                                ? ""
                                : "in place of " + String.join(", ", Nodes.texts(answer, "inPlaceOf")),
                        StepUpReader.words(answer).orElse(""))
                .filter(text -> !text.isEmpty())
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
    }

    List<Decision.Need> needs() {
        return Nodes.list(hold.path("needs"), this::need);
    }

    private Decision.Need need(JsonNode need) {
        List<String> given = Nodes.texts(need, "approvedBy");
        int count = need.path("count").asInt(1);
        List<String> could = Nodes.texts(need, "may");
        List<String> may = could.stream().filter(name -> !given.contains(name)).toList();
        int missing = Math.max(0, count - given.size());
        String people = may.isEmpty() ? "No registered person could" : Words.namesFirst(may, viewer, "or");
        return new Decision.Need(
                Prose.of(Words.sentence(Nodes.text(need, "text"))),
                count,
                given,
                missing,
                people + (may.isEmpty() ? " give it" : " can give it"),
                Words.namesFirst(could, viewer, "or"),
                further(need).map(Prose::of));
    }

    private Optional<String> further(JsonNode need) {
        Moments moments = visit.moments();
        Optional<String> veto = Nodes.given(need, "veto").map(group -> "`" + group + "` may reject it.");
        Optional<String> others = Nodes.given(need.path("escalate"), "to")
                .map(group -> "From "
                        + Nodes.time(need.path("escalate"), "at")
                                .map(moments::about)
                                .orElse("later") + " on `" + group + "` may also answer.");
        return Stream.of(others, veto).flatMap(Optional::stream).reduce((one, other) -> one + " " + other);
    }

    Decision.Standing standing() {
        boolean may = independence.path("may").asBoolean();
        var because = new ArrayList<String>();
        Nodes.given(independence, "role").ifPresent(because::add);
        because.addAll(Nodes.texts(independence, "because"));
        for (JsonNode need : independence.path("needs")) {
            if (need.path("counts").asBoolean() == may) {
                because.addAll(Nodes.texts(need, "because"));
            }
        }
        List<String> others = Nodes.texts(independence, "others");
        return new Decision.Standing(
                may,
                mayVeto(),
                Nodes.list(
                        independence.path("attributes"),
                        one -> new Decision.Attribute(
                                Words.capital(Nodes.text(one, "name")),
                                Nodes.given(one, "requester"),
                                Nodes.given(one, "reader"),
                                one.path("differs").asBoolean())),
                because.stream()
                        .distinct()
                        .limit(MOST_REASONS)
                        .map(reason -> Prose.of(Words.sentence(reason)))
                        .toList(),
                others.isEmpty() ? "" : Words.namesFirst(others, viewer, "or") + (may ? " could, too." : " can."));
    }

    private boolean mayVeto() {
        return hold.path("mayVeto").asBoolean();
    }

    Decision.Form form(Typed typed) throws V1Refusal, IOException {
        boolean may = open && independence.path("may").asBoolean();
        boolean opened = Nodes.text(hold.path("task"), "openedBy").equals(viewer);
        List<String> groups = may ? groups() : List.of();
        boolean approves = may && !approved;
        return new Decision.Form(
                approves,
                may || mayVeto(),
                open && opened,
                Nodes.text(hold, "digest"),
                hold.path("confirm").asBoolean() ? Nodes.given(hold, "code") : Optional.empty(),
                approves ? new StepUpReader(visit.moments()).note(hold) : Optional.empty(),
                typed.comment(),
                typed.code(),
                Handover.of(visit, groups));
    }

    /** The groups of the viewer by which the hold is answered. */
    private List<String> groups() {
        return Nodes.list(hold.path("needs"), need -> Nodes.text(need, "group")).stream()
                .filter(visit.person().groups()::contains)
                .distinct()
                .toList();
    }
}
