package dev.interlock.provenance.task;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.provenance.label.FieldRole;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.text.Fingerprints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A task with an instruction, and the tools that it may use. */
final class Desk {

    static final Fingerprints KEY = new Fingerprints(13, 14);
    static final Lexicon LEXICON = new Lexicon(Lexicon.shipped(), KEY);

    /** Reads mails: untrusted, with roles of its fields. */
    static final ToolLabels MAIL = new ToolLabels(
            Set.of(Provenance.UNTRUSTED),
            false,
            Map.of(
                    "id", FieldRole.PLAIN,
                    "account", FieldRole.PLAIN,
                    "from", FieldRole.SENDER,
                    "to", FieldRole.THIRD_PARTY,
                    "subject", FieldRole.TITLE),
            Map.of("query", ArgumentRole.OBJECT),
            Optional.empty(),
            false,
            false);
    /** Reads the directory of the deployment. */
    static final ToolLabels DIRECTORY =
            new ToolLabels(Set.of("label/directory"), false, Map.of(), Map.of(), Optional.empty(), false, false);

    static final ToolLabels WEB = new ToolLabels(
            Set.of(Provenance.UNTRUSTED),
            false,
            Map.of(),
            Map.of("url", ArgumentRole.DESTINATION),
            Optional.of("web-read"),
            true,
            false);
    static final ToolLabels PAY = act("pay", Map.of("to", ArgumentRole.DESTINATION, "note", ArgumentRole.BODY), false);
    static final ToolLabels SEND = act(
            "message",
            Map.of("to", ArgumentRole.DESTINATION, "subject", ArgumentRole.TITLE, "body", ArgumentRole.BODY),
            false);
    static final ToolLabels DELETE = act("delete", Map.of("id", ArgumentRole.OBJECT), false);
    static final ToolLabels INVITE = act("invite-user", Map.of("user", ArgumentRole.DESTINATION), true);

    final TaskContent content;
    final Assessor assessor = new Assessor(LEXICON, Set.of("corp.example"));
    private long calls;

    Desk(String instruction) {
        content = new TaskContent(new Instruction(instruction, LEXICON, KEY), LEXICON, KEY);
    }

    private static ToolLabels act(String duty, Map<String, ArgumentRole> arguments, boolean invites) {
        return new ToolLabels(
                Set.of(Provenance.UNTRUSTED), true, Map.of(), arguments, Optional.of(duty), false, invites);
    }

    /** Reads one record. */
    Desk read(ToolLabels tool, List<ArgumentValue> arguments, String... pathsAndTexts) {
        List<ResultField> fields = new ArrayList<>();
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            fields.add(new ResultField(pathsAndTexts[i], pathsAndTexts[i + 1]));
        }
        boolean steered = assessor.steered(content, tool, arguments);
        content.read(++calls, tool, arguments, steered, List.of(new ResultRecord(fields)));
        return this;
    }

    Desk mail(String... pathsAndTexts) {
        return read(MAIL, List.of(), pathsAndTexts);
    }

    Desk web(String url, String text) {
        return read(WEB, args("url", url), "text", text);
    }

    static List<ArgumentValue> args(String... pathsAndTexts) {
        List<ArgumentValue> all = new ArrayList<>();
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            all.add(new ArgumentValue(pathsAndTexts[i], pathsAndTexts[i + 1]));
        }
        return all;
    }

    Provenance call(ToolLabels tool, String... pathsAndTexts) {
        return assessor.assess(content, tool, args(pathsAndTexts));
    }

    /** The only value of a call. */
    ValueProvenance value(ToolLabels tool, String path, String text) {
        List<ValueProvenance> values = call(tool, path, text).values();
        if (values.size() != 1) {
            throw new AssertionError(values);
        }
        return values.getFirst();
    }
}
