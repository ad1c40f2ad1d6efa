package dev.interlock.engine.codec;

import dev.interlock.engine.event.Event.PlanDeclared;
import dev.interlock.engine.event.PlanKind;
import dev.interlock.engine.model.PlanStep;

/** Declared plans. */
final class PlanCodec {

    private static final Words<PlanKind> KINDS = new Words<>("answer to a plan", PlanKind.class);

    private PlanCodec() {}

    static void write(Writer out, PlanDeclared event) {
        KINDS.write(out, "answer", event.answer());
        NameCodec.write(out, "by", event.by());
        out.records("steps", event.steps(), PlanCodec::writeStep);
        out.number("task", event.task());
    }

    static PlanDeclared read(Reader in) {
        return new PlanDeclared(
                in.number("task"),
                NameCodec.read(in, "by"),
                in.records("steps", PlanCodec::readStep),
                KINDS.read(in, "answer"));
    }

    private static void writeStep(Writer out, PlanStep step) {
        out.texts("after", step.after());
        out.texts("creates", step.creates());
        out.text("id", step.id());
        out.textSet("marks", step.marks());
        KeyCodec.writeList(out, "objects", step.objects());
        NameCodec.writeList(out, "parties", step.by());
        out.text("risk", step.risk());
        out.text("tool", step.tool());
    }

    private static PlanStep readStep(Reader in) {
        return new PlanStep(
                in.text("id"),
                in.text("tool"),
                in.textSet("marks"),
                in.text("risk"),
                KeyCodec.readList(in, "objects"),
                in.texts("creates"),
                in.texts("after"),
                NameCodec.readList(in, "parties"));
    }
}
