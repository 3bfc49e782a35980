/** Version of the words of this feature's mails, kept with each. */
export const correspondenceMailsVersion = '2';
