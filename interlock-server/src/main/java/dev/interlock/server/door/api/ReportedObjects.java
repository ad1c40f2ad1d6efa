package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.catalog.ExistingObject;
import dev.interlock.server.enforce.Enforcer;
import dev.interlock.server.enforce.ToldObject;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The endpoint where sources tell which objects existed before, so that tools that take only known ones take these. */
final class ReportedObjects {

    static final String MEMBER = "objects";

    private static final int MOST = 100;
    private static final int MAX_NAME = 256;
    /** A type, and an id of 256 characters. */
    private static final int MAX_OBJECT = 1_200;

    private static final int MOST_OWNERS = 20;

    private final Enforcer enforcer;

    ReportedObjects(Enforcer enforcer) {
        this.enforcer = enforcer;
    }

    private record Entry(String place, String object, List<String> of, Optional<String> tool) {}

    /** Records each by itself, in their order; of a batch with some that make no sense the others are recorded. */
    Reply tell(Caller source, Caller actor, Body body) throws Refusal {
        boolean onlyTried = body.flag("dry_run");
        List<Entry> all = new ArrayList<>();
        for (Body part : body.parts(MEMBER, MOST)) {
            all.add(new Entry(
                    part.place(),
                    part.required("object", MAX_OBJECT),
                    part.texts("of", MOST_OWNERS),
                    part.text("tool", MAX_NAME)));
            part.noOthers();
        }
        body.finish();
        ArrayNode list = Json.array();
        var flaws = new ArrayList<Refusal.Flaw>();
        Answer.Refused first = null;
        for (Entry told : all) {
            ObjectNode one = list.addObject().put("object", told.object());
            switch (tell(source, actor, told, onlyTried)) {
                case ToldObject.Recorded(long call) ->
                    one.put("state", "recorded").put("call", Ids.call(call));
                case ToldObject.Known known -> one.put("state", "known");
                case ToldObject.New unknown -> one.put("state", "new");
                case ToldObject.Not(Answer.Refused why) -> {
                    first = first == null ? why : first;
                    one.put("state", "refused").put("code", why.code().text());
                    flaws.add(new Refusal.Flaw(told.place(), why.message()));
                }
            }
        }
        Reply reply = first == null ? Reply.json(200, Json.object()) : Problems.refused(first);
        reply.tree().set(MEMBER, list);
        if (!flaws.isEmpty()) {
            var errors = reply.tree().putArray("errors");
            flaws.forEach(
                    flaw -> errors.addObject().put("pointer", flaw.pointer()).put("detail", flaw.detail()));
        }
        return reply;
    }

    private ToldObject tell(Caller source, Caller actor, Entry told, boolean onlyTried) {
        Set<String> types = enforcer.policy().bundle().types().keySet();
        Optional<String> wrong = Body.wrong(told.object(), types)
                .or(() -> told.of().stream()
                        .flatMap(owner -> Body.wrong(owner, types).stream())
                        .findFirst()
                        .map(why -> "`of`: " + why));
        if (wrong.isPresent()) {
            return new ToldObject.Not(new Answer.Refused(RefusalCode.ARGUMENT_INVALID, wrong.get()));
        }
        return enforcer.tell(
                source,
                actor,
                new ExistingObject(
                        Key.parse(told.object()),
                        told.of().stream().map(Key::parse).toList(),
                        told.tool()),
                onlyTried);
    }
}
