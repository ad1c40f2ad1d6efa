package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.store.StoredCheckpoint;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.EntryView;
import dev.interlock.server.door.api.view.ProofView;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.index.EntryPage;
import dev.interlock.server.index.IndexedEntries;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import dev.interlock.server.index.Verdict;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.Explanation;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.Paint;
import dev.interlock.server.render.StoryJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Entries of the record, for people: those that are about something, the newest first. */
final class EntryRoutes implements Routes {

    private static final int LEAST_WIDTH = 40;
    private static final int WIDTH = 100;
    private static final int MOST_WIDTH = 1_000;
    /** The bytes of leaves after which a page ends. */
    private static final int PAGE_BYTES = 1 << 20;

    private final Domain domain;
    private final RecordIndex index;
    private final EntryView view;
    private final CallPhrases phrases;
    private final Function<String, Bundle> bundles;

    /**
     * @param index of the record of the domain
     * @param bundles the bundle with a digest, for the titles of its rules; one without rules where it was not kept
     * @param phrases how calls read
     */
    EntryRoutes(Domain domain, RecordIndex index, Function<String, Bundle> bundles, CallPhrases phrases) {
        this.domain = domain;
        this.index = index;
        this.bundles = bundles;
        this.phrases = phrases;
        this.view = new EntryView(domain, index, phrases);
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return switch (request.depth()) {
            case 0 -> list(caller, request.looked());
            case 1 -> show(caller, request.id(), request.looked());
            case 2 ->
                request.step().equals("story")
                        ? explain(caller, request.id(), request.looked())
                        : RoutedRequest.nowhere();
            default -> RoutedRequest.nowhere();
        };
    }

    /** Answers with the newest checkpoint, and if it is asked for with the proof that a part of the ledger begins another one. */
    Reply routeCheckpoint(Caller caller, RoutedRequest request) throws Refusal, IOException {
        if (request.depth() > 0) {
            return RoutedRequest.nowhere();
        }
        Query query = request.looked();
        OptionalLong from = query.entry("from");
        OptionalLong to = query.entry("to");
        query.finish();
        requirePerson(caller);
        Ledger ledger = domain.ledger();
        StoredCheckpoint newest = ledger.newestCheckpoint();
        long end = to.orElse(newest.size());
        if (from.isPresent() && (from.getAsLong() == 0 || from.getAsLong() > end || end > ledger.size())
                || from.isEmpty() && to.isPresent()) {
            throw Refusal.invalid(List.of(new Refusal.Flaw(
                    "from",
                    "`from` and `to` must be sizes of the ledger, at least 1, and `to` must not be"
                            + " smaller than `from`")));
        }
        try {
            ObjectNode view = ProofView.of(newest, ledger.verifierKey());
            if (from.isPresent()) {
                ArrayNode path = view.putArray("consistency");
                ledger.consistencyProof(from.getAsLong(), end).forEach(hash -> path.add(hash.toBase64()));
            }
            return Reply.json(200, view);
        } catch (NoteFormatException e) {
            throw new IllegalStateException("the ledger has signed a malformed checkpoint", e);
        }
    }

    /** Answers with leaves as they are stored, in their order: what somebody hashes who believes no proof of the server. */
    Reply routeLeaves(Caller caller, RoutedRequest request) throws Refusal, IOException {
        if (request.depth() > 0) {
            return RoutedRequest.nowhere();
        }
        Query query = request.looked();
        long from = query.entry("from").orElse(0);
        int limit = query.limit();
        query.finish();
        requirePerson(caller);
        Ledger ledger = domain.ledger();
        long size = ledger.size();
        long end = Math.min(size, from + limit);
        ObjectNode body = Json.object().put("size", size).put("from", from);
        ArrayNode leaves = body.putArray("leaves");
        var bytes = new AtomicLong();
        for (long at = from; at < end && bytes.get() < PAGE_BYTES; at++) {
            ledger.read(at, at + 1, (number, leaf, opening) -> {
                bytes.addAndGet(leaf.length);
                leaves.add(leaf);
            });
        }
        return Reply.json(200, body);
    }

    private Reply show(Caller caller, String id, Query query) throws Refusal, IOException {
        query.finish();
        requirePerson(caller);
        long size = index.size();
        if (!id.matches(Query.NUMBER) || Long.parseLong(id) >= size) {
            return Problems.notFound("there is no entry `" + id + "`; the ledger has " + size + ", numbered from 0");
        }
        long number = Long.parseLong(id);
        Recorded recorded = domain.history().event(number);
        ObjectNode body = view.of(recorded);
        body.set("event", Json.plain(StoryJson.event(recorded)));
        Ledger ledger = domain.ledger();
        try {
            ProofView.put(body, ledger.proven(number), ledger.verifierKey());
        } catch (NoteFormatException e) {
            throw new IllegalStateException("the ledger has signed a malformed checkpoint", e);
        }
        return Reply.json(200, body);
    }

    /** The story of a call or a task, or the entry alone, by any of its names: what the command line explains of it. */
    private Reply explain(Caller caller, String id, Query query) throws Refusal, IOException {
        int width = query.number("width", LEAST_WIDTH, MOST_WIDTH, WIDTH);
        query.finish();
        requirePerson(caller);
        OptionalLong number = Ids.parseAny(id);
        long size = index.size();
        if (number.isEmpty() || number.getAsLong() >= size) {
            return Problems.notFound(
                    number.isEmpty()
                            ? "the id of an entry has a form such as c-17, t-12, h-17, a-20 or l-23, or is its number"
                            : "there is no `" + id + "`; the ledger has " + size + " entries, numbered from 0");
        }
        var entries = new IndexedEntries(domain.history(), index);
        Explanation told = Explanation.of(number.getAsLong(), domain.history(), size, entries, phrases, bundles);
        if (!told.line().named(id)) {
            return Problems.notFound("there is no `" + id + "`; entry " + number.getAsLong() + " is something else: "
                    + told.line().format(Paint.NONE, 1, 1));
        }
        ObjectNode body = Json.object();
        ArrayNode lines = body.putArray("lines");
        told.lines(Paint.NONE, width).forEach(lines::add);
        body.set("story", Json.plain(told.json()));
        if (entries.isCut()) {
            body.put("truncated", true);
        }
        return Reply.json(200, body);
    }

    private Reply list(Caller caller, Query query) throws Refusal {
        List<Term> about = terms(query);
        long before = query.before();
        int limit = query.limit();
        query.finish();
        requirePerson(caller);
        index.awaitNear();
        long indexed = index.indexed();
        long size = index.size();
        EntryPage found = about.isEmpty() ? latest(Math.min(before, size), limit) : index.find(about, before, limit);
        ObjectNode body = Json.object().put("size", size).put("indexed", indexed);
        ArrayNode entries = body.putArray("entries");
        found.numbers().forEach(number -> entries.add(view.of(number)));
        found.next().ifPresent(next -> body.put("next", next));
        return Reply.json(200, body);
    }

    private static List<Term> terms(Query query) {
        var terms = new ArrayList<Term>();
        query.choice("kind", EventCodec.ALL_TYPES).ifPresent(type -> terms.add(Term.event(type)));
        query.id("task", 't').ifPresent(task -> terms.add(Term.task(task)));
        query.id("call", 'c').ifPresent(call -> terms.add(Term.call(call)));
        query.id("hold", 'h').ifPresent(hold -> terms.add(Term.hold(hold)));
        query.lane("lane").ifPresent(lane -> terms.add(Term.lane(lane)));
        query.object("object").ifPresent(object -> terms.add(Term.object(object)));
        query.text("party").ifPresent(party -> terms.add(Term.party(party)));
        query.text("rule").ifPresent(rule -> terms.add(Term.rule(rule)));
        query.choice("verdict", Verdict.TEXTS).ifPresent(verdict -> terms.add(Term.verdict(verdict)));
        return terms;
    }

    /** The entries below a number, whatever they are about. */
    private static EntryPage latest(long before, int limit) {
        long first = Math.max(0, before - limit);
        return new EntryPage(
                LongStream.iterate(before - 1, number -> number >= first, number -> number - 1)
                        .boxed()
                        .toList(),
                first > 0 ? OptionalLong.of(first) : OptionalLong.empty());
    }

    static void requirePerson(Caller caller) throws Refusal {
        if (!caller.person()) {
            throw new Refusal(403, RefusalCode.NOT_ALLOWED.text(), "only people may read the record");
        }
    }
}
