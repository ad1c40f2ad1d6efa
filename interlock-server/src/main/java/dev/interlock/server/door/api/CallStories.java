package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.index.IndexedEntries;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.CallStory;
import dev.interlock.server.render.ExplainText;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.Paint;
import dev.interlock.server.render.StoryJson;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Function;

/** The stories of calls, for people: why each was decided so, and what became of it. */
final class CallStories {

    private static final int WIDTH = 100;

    private final Domain domain;
    private final RecordIndex index;
    private final Function<String, Bundle> bundles;
    private final CallPhrases phrases;

    /**
     * @param bundles the bundle with a digest, for the titles of its rules; one without rules where it was not kept
     * @param phrases how calls read
     */
    CallStories(Domain domain, RecordIndex index, Function<String, Bundle> bundles, CallPhrases phrases) {
        this.domain = domain;
        this.index = index;
        this.bundles = bundles;
        this.phrases = phrases;
    }

    Reply show(Caller caller, String id, Query query) throws Refusal, IOException {
        query.finish();
        EntryRoutes.requirePerson(caller);
        OptionalLong number = Ids.parse('c', id);
        long size = index.size();
        if (number.isEmpty()
                || number.getAsLong() >= size
                || !(domain.history().event(number.getAsLong()).event() instanceof Event.CallDecided)) {
            return Problems.refused(new Answer.Refused(
                    RefusalCode.CALL_UNKNOWN,
                    number.isEmpty() ? "the id of a call has the form `c-17`" : "there is no call `" + id + "`"));
        }
        var entries = new IndexedEntries(domain.history(), index);
        CallStory story = CallStory.of(number.getAsLong(), domain.history(), size, entries)
                .orElseThrow();
        var words = new FindingWords(bundles.apply(story.decided().bundle()));
        var body = (ObjectNode) Json.plain(StoryJson.of(story, words, phrases));
        ArrayNode lines = body.putArray("lines");
        new ExplainText(words, phrases, Paint.NONE, WIDTH).lines(story).forEach(lines::add);
        if (entries.isCut()) {
            body.put("truncated", true);
        }
        return Reply.json(200, body);
    }
}
