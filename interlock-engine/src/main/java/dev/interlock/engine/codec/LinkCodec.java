package dev.interlock.engine.codec;

import dev.interlock.engine.codec.CodecException.Problem;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Link;

/** Events about late links: proposals and their answers. */
final class LinkCodec {

    private static final String VALUES = "values";
    private static final String OBJECTS = "objects";
    private static final String UNKNOWN = "unknown";

    private LinkCodec() {}

    static void writeProposed(Writer out, Event.LinkProposed event) {
        out.record("by", event.by(), ActorCodec::write);
        out.number("link", event.link());
        out.forgettableText("reason", event.reason());
        out.record("what", event.what(), LinkCodec::write);
    }

    static Event.LinkProposed readProposed(Reader in) {
        return new Event.LinkProposed(
                in.number("link"),
                in.record("what", LinkCodec::read),
                in.record("by", ActorCodec::read),
                in.forgettableText("reason"));
    }

    static void writeAnswered(Writer out, Event.LinkAnswered event) {
        out.record("by", event.by(), ActorCodec::write);
        out.forgettableText("comment", event.comment());
        out.truth("confirmed", event.confirmed());
        out.records("latent", event.latent(), FindingCodec::write);
        out.number("link", event.link());
        out.numbers("voided", event.voided());
    }

    static Event.LinkAnswered readAnswered(Reader in) {
        return new Event.LinkAnswered(
                in.number("link"),
                in.truth("confirmed"),
                in.record("by", ActorCodec::read),
                in.forgettableText("comment"),
                in.records("latent", FindingCodec::read),
                in.numbers("voided"));
    }

    private static void write(Writer out, Link link) {
        switch (link) {
            case Link.Values values -> {
                NameCodec.writeOf(out, "first", values.attribute(), values.first());
                out.text("kind", VALUES);
                out.text("of", values.attribute());
                NameCodec.writeOf(out, "second", values.attribute(), values.second());
            }
            case Link.Objects objects -> {
                KeyCodec.write(out, "child", objects.child());
                KeyCodec.write(out, "from", objects.parent());
                out.text("kind", OBJECTS);
            }
            case Link.Unknown unknown -> {
                NameCodec.write(out, "agent", unknown.agent());
                out.text("kind", UNKNOWN);
                out.text("of", unknown.attribute());
                NameCodec.writeOf(out, "value", unknown.attribute(), unknown.value());
            }
        }
    }

    private static Link read(Reader in) {
        String kind = in.text("kind");
        return switch (kind) {
            case VALUES -> {
                String attribute = in.text("of");
                yield new Link.Values(
                        attribute, NameCodec.readOf(in, "first", attribute), NameCodec.readOf(in, "second", attribute));
            }
            case OBJECTS -> new Link.Objects(KeyCodec.read(in, "child"), KeyCodec.read(in, "from"));
            case UNKNOWN -> {
                String attribute = in.text("of");
                yield new Link.Unknown(
                        attribute, NameCodec.read(in, "agent"), NameCodec.readOf(in, "value", attribute));
            }
            // the set of texts is open, so this switch cannot do without it
            default ->
                throw new CodecException(
                        Problem.BAD_VALUE, in.path("kind"), "unknown kind of link " + CodecException.quote(kind));
        };
    }
}
