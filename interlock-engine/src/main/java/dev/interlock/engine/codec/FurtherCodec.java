package dev.interlock.engine.codec;

import dev.interlock.engine.model.FurtherArguments;

/** The arguments of a held call beyond those of its facts. */
final class FurtherCodec {

    private FurtherCodec() {}

    static void write(Writer out, FurtherArguments further) {
        out.entries(
                "digested",
                further.digested(),
                (inner, name, value) -> inner.record(name, value, FurtherCodec::writeDigested));
        out.optionalRecord("rest", further.rest(), FurtherCodec::writeRest);
        out.entries("unread", further.unread(), FactsCodec::writeArgument);
    }

    static FurtherArguments read(Reader in) {
        var further = new FurtherArguments(
                in.entries("unread", FactsCodec::readArgument),
                in.entries("digested", (inner, name) -> inner.record(name, FurtherCodec::readDigested)),
                in.optionalRecord("rest", FurtherCodec::readRest));
        if (further.isEmpty()) {
            throw new CodecException(CodecException.Problem.BAD_VALUE, "further", "an empty map must be omitted");
        }
        return further;
    }

    private static void writeDigested(Writer out, FurtherArguments.Digested digested) {
        out.text("digest", digested.digest());
        out.number("size", digested.size());
    }

    private static FurtherArguments.Digested readDigested(Reader in) {
        return new FurtherArguments.Digested(in.number("size"), in.text("digest"));
    }

    private static void writeRest(Writer out, FurtherArguments.Rest rest) {
        out.number("count", rest.count());
        out.text("digest", rest.digest());
    }

    private static FurtherArguments.Rest readRest(Reader in) {
        return new FurtherArguments.Rest(in.number("count"), in.text("digest"));
    }
}
