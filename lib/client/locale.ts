/** The one language of the product; its 24-hour clock and day-month order suit readers of every zone. */
export const locale = 'en-GB';
