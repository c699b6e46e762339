package org.halfinverse.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.halfinverse.run.Version;

/**
 * The page as one HTML file with all that it needs. Its content security policy lets nothing run but its own scripts,
 * told by their hashes, and nothing be loaded from anywhere.
 */
final class Page {
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");
    private static final String LIBRARY = "/META-INF/resources/webjars/chart.js/%s/dist/chart.umd.min.js";
    private static final String LIBRARY_VERSION = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";

    private Page() {}

    /**
     * {@return the page in HTML}
     *
     * @param title of any characters
     * @param data of {@link PageData}
     * @param served whether a server will be asked for what is new
     */
    static String html(String title, String data, boolean served) {
        String library = resource(LIBRARY.formatted(libraryVersion())).replaceFirst("//# sourceMappingURL=\\S*", "");
        String script = resource("page.js");
        String style = resource("page.css");
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("title", escape(title));
        parts.put("version", escape(Version.current()));
        parts.put("served", Boolean.toString(served));
        parts.put("policy", policy(library, script, style, served));
        parts.put("style", style);
        parts.put("library", library);
        parts.put("script", script);
        parts.put("data", data);
        return PLACE.matcher(resource("page.html"))
                .replaceAll(place -> Matcher.quoteReplacement(Objects.requireNonNull(parts.get(place.group(1)))));
    }

    private static String policy(String library, String script, String style, boolean served) {
        return "default-src 'none'; script-src " + hash(library) + " " + hash(script) + "; style-src " + hash(style)
                + "; img-src data:; connect-src " + (served ? "'self'" : "'none'")
                + "; base-uri 'none'; form-action 'none'";
    }

    /** A text as it stands in HTML, between tags or in an attribute. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String hash(String source) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String libraryVersion() {
        Properties properties = new Properties();
        try (InputStream input = open(LIBRARY_VERSION)) {
            properties.load(input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static String resource(String name) {
        try (InputStream input = open(name)) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(Page.class.getResourceAsStream(name), () -> name + " is not in the jar");
    }
}
