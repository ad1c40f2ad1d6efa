package dev.interlock.server.render;

import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Recorded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stories as plain values, for programs. Events stand in it exactly as the ledger records them; beside them the ids, and
 * the reasons in words.
 */
public final class StoryJson {

    private StoryJson() {}

    /** The story of a call: {@code id}, {@code say}, {@code verdict}, {@code decided}, {@code reasons}, and the events around it. */
    public static Map<String, @Nullable Object> of(CallStory story, FindingWords words, CallPhrases phrases) {
        Event.CallDecided call = story.call();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", Ids.call(call.call()));
        json.put("say", phrases.say(story.decided().bundle(), call.facts()));
        switch (call) {
            case Event.CallReserved reserved -> {
                json.put("verdict", "permitted");
                json.put("excepted", reasons(story, reserved.excepted(), words));
                if (!reserved.waived().isEmpty()) {
                    json.put("waived", reasons(story, reserved.waived(), words));
                }
            }
            case Event.CallHeld held -> {
                json.put("verdict", "held");
                json.put("hold", Ids.hold(held.hold()));
            }
            case Event.CallDenied denied -> json.put("verdict", "denied");
            case Event.CallObserved observed -> json.put("verdict", "observed");
        }
        json.put("decided", event(story.decided()));
        json.put("reasons", reasons(story, call.findings(), words));
        story.provenance().ifPresent(provenance -> json.put("provenance", provenance.json()));
        story.task().ifPresent(task -> json.put("task", event(task)));
        json.put("witnesses", events(List.copyOf(story.witnesses().values())));
        json.put("answers", events(story.answers()));
        json.put("later", events(story.later()));
        story.configuration().ifPresent(configuration -> json.put("configuration", configuration(configuration)));
        return json;
    }

    /** The record that was in force, as the ledger has it, and what was registered of the parties. */
    private static Map<String, @Nullable Object> configuration(ConfigurationStory story) {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        story.entries()
                .forEach((name, entry) -> entries.put(name, new LinkedHashMap<String, Object>(entry.settings())));
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("entry", story.record().seq());
        json.put("digest", story.event().digest());
        story.event().user().ifPresent(user -> json.put("user", user));
        json.put("entries", entries);
        return json;
    }

    /** The story of a task: {@code id}, {@code opened}, and the events of it. */
    public static Map<String, @Nullable Object> of(TaskStory story, CallPhrases phrases) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", Ids.task(story.opened().task()));
        json.put("opened", event(story.opening()));
        story.parent().ifPresent(parent -> json.put("parent", event(parent)));
        json.put("amended", events(story.amendments()));
        json.put(
                "calls", story.calls().stream().map(call -> call(call, phrases)).toList());
        json.put("parts", events(story.parts()));
        story.ending().ifPresent(end -> json.put("ended", event(end)));
        return json;
    }

    private static Map<String, @Nullable Object> call(TaskStory.Call call, CallPhrases phrases) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", Ids.call(call.event().call()));
        json.put("say", phrases.say(call.decided().bundle(), call.event().facts()));
        json.put("decided", event(call.decided()));
        call.outcome().ifPresent(outcome -> json.put("outcome", event(outcome)));
        return json;
    }

    /** The event as the ledger has it. */
    public static Map<String, @Nullable Object> event(Recorded recorded) {
        return EventCodec.toMap(recorded);
    }

    private static List<Object> events(List<Recorded> recorded) {
        return new ArrayList<>(recorded.stream().map(StoryJson::event).toList());
    }

    private static List<Object> reasons(CallStory story, List<Finding> findings, FindingWords words) {
        var list = new ArrayList<Object>();
        for (Finding finding : findings) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("code", finding.code().text());
            one.put("outcome", finding.outcome().name().toLowerCase(Locale.ROOT));
            if (!finding.rule().isEmpty()) {
                one.put("rule", finding.rule());
            }
            if (!finding.unknown().isEmpty()) {
                one.put("cause", UnknownWords.CODE);
            }
            Optional<String> title = words.title(finding.rule());
            title.ifPresent(t -> one.put("title", t));
            one.put("text", words.reason(finding, story.call().actor().name(), story::party));
            finding.need().ifPresent(need -> one.put("needs", FindingWords.need(need)));
            list.add(one);
        }
        return list;
    }
}
