package dev.interlock.engine.codec;

import dev.interlock.engine.event.ClockDoubt;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.model.ClockReading;

/** Events about the writer's clock, and readings of clocks in other events. */
final class ClockCodec {

    static final String AGREED = "clock-agreed";
    static final String DOUBTED = "clock-doubted";
    static final String CONFIRMED = "clock-confirmed";

    private static final Words<ClockDoubt> DOUBTS = new Words<>("doubt", ClockDoubt.class);

    private ClockCodec() {}

    /** Writes the event's own fields and returns its type. */
    static String write(Writer out, ClockEvent event) {
        return switch (event) {
            case ClockEvent.Agreed agreed -> {
                out.record("clock", agreed.reading(), ClockCodec::writeReading);
                yield AGREED;
            }
            case ClockEvent.Doubted doubted -> {
                out.record("clock", doubted.reading(), ClockCodec::writeReading);
                DOUBTS.write(out, "doubt", doubted.why());
                yield DOUBTED;
            }
            case ClockEvent.Confirmed confirmed -> {
                out.number("at_least", confirmed.atLeastMillis());
                out.number("at_most", confirmed.atMostMillis());
                out.record("by", confirmed.by(), ActorCodec::write);
                out.record("clock", confirmed.reading(), ClockCodec::writeReading);
                yield CONFIRMED;
            }
        };
    }

    static ClockEvent.Agreed readAgreed(Reader in) {
        return new ClockEvent.Agreed(in.record("clock", ClockCodec::readReading));
    }

    static ClockEvent.Doubted readDoubted(Reader in) {
        return new ClockEvent.Doubted(DOUBTS.read(in, "doubt"), in.record("clock", ClockCodec::readReading));
    }

    static ClockEvent.Confirmed readConfirmed(Reader in) {
        return new ClockEvent.Confirmed(
                in.record("by", ActorCodec::read),
                in.record("clock", ClockCodec::readReading),
                in.number("at_least"),
                in.number("at_most"));
    }

    static void writeReading(Writer out, ClockReading reading) {
        out.optionalRecord("boot", reading.boot(), ClockCodec::writeBoot);
        out.number("wall", reading.wallMillis());
    }

    static ClockReading readReading(Reader in) {
        return new ClockReading(in.number("wall"), in.optionalRecord("boot", ClockCodec::readBoot));
    }

    private static void writeBoot(Writer out, ClockReading.Boot boot) {
        out.text("id", boot.id());
        out.number("time", boot.millis());
    }

    private static ClockReading.Boot readBoot(Reader in) {
        return new ClockReading.Boot(in.text("id"), in.number("time"));
    }
}
